/** Code that was compiled: it holds no state, and can be handed to other threads. */
export type CompiledCode = object;

/** The parts of WebAssembly that are used here: no types that Node.js brings have them. */
interface WebAssemblyApi {
  readonly Module: new (code: Uint8Array) => CompiledCode;
  /** Sizes in pages of 64 KiB. */
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => object;
  readonly instantiate: (code: CompiledCode, imports: object) => Promise<object>;
}

export const webAssembly: WebAssemblyApi = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }
).WebAssembly;
