import { ShimFault } from "../shim.ts";
import type { AwkValue } from "./awk-values.ts";
import { defaultFormat, toNumber, toText } from "./awk-values.ts";

export type AwkArray = Map<string, AwkValue>;
type Frame = Map<string, AwkValue | AwkArray>;

/** What a parameter is given: a value, or the name of a variable of the caller's. */
export type AwkArgument = { readonly value: AwkValue } | { readonly name: string };

const mostDepth = 500;

/** The variables of a program: global ones, and those of the functions that are being called. */
export class AwkScope {
  readonly #globals: Frame = new Map();
  readonly #frames: Frame[] = [];

  /** @throws ShimFault where an array has that name. */
  get(name: string): AwkValue {
    const value = this.#frameOf(name).get(name);
    if (value instanceof Map) throw new ShimFault(`can't use array ${name} in scalar context`, 2);
    return value;
  }

  text(name: string): string {
    return toText(this.get(name), defaultFormat);
  }

  number(name: string): number {
    return toNumber(this.get(name));
  }

  set(name: string, value: AwkValue | AwkArray): void {
    this.#frameOf(name).set(name, value);
  }

  isArray(name: string): boolean {
    return this.#frameOf(name).get(name) instanceof Map;
  }

  /** The array of that name; a name that was not used becomes one. */
  array(name: string): AwkArray {
    const frame = this.#frameOf(name);
    const value = frame.get(name);
    if (value instanceof Map) return value;
    if (value !== undefined) throw new ShimFault(`can't use scalar ${name} as array`, 2);
    const array: AwkArray = new Map();
    frame.set(name, array);
    return array;
  }

  /**
   * Calls a function with variables of its own.
   *
   * @param bind What each parameter is given. An array is shared, and a name that the function makes
   *   an array becomes one for the caller too.
   */
  call<Result>(bind: ReadonlyMap<string, AwkArgument>, body: () => Result): Result {
    if (this.#frames.length >= mostDepth) throw new ShimFault("function call nesting too deep", 2);
    const frame: Frame = new Map();
    const unused: (readonly [string, string])[] = [];
    for (const [parameter, given] of bind) {
      if ("value" in given) frame.set(parameter, given.value);
      else {
        const value = this.#frameOf(given.name).get(given.name);
        frame.set(parameter, value);
        if (value === undefined) unused.push([parameter, given.name]);
      }
    }
    this.#frames.push(frame);
    try {
      return body();
    } finally {
      this.#frames.pop();
      for (const [parameter, name] of unused) {
        const value = frame.get(parameter);
        if (value instanceof Map) this.set(name, value);
      }
    }
  }

  #frameOf(name: string): Frame {
    const frame = this.#frames.at(-1);
    return frame?.has(name) === true ? frame : this.#globals;
  }
}
