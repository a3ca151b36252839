import init, { type Sqlite3Static } from "@sqlite.org/sqlite-wasm";

import { databaseLimits } from "../database-limits.ts";
import { type CompiledCode, webAssembly } from "../web-assembly.ts";

/** What the build takes besides; its types say that it takes nothing. */
type Init = (options: {
  readonly wasmMemory: object;
  readonly instantiateWasm: (
    imports: object,
    done: (instance: object, module: CompiledCode) => void,
  ) => void;
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<Sqlite3Static>;

/** SQLite out of compiled code, in a memory that ends where {@link databaseLimits} says. */
export async function loadSqlite(module: CompiledCode): Promise<Sqlite3Static> {
  return await (init as unknown as Init)({
    wasmMemory: new webAssembly.Memory({ initial: 128, maximum: databaseLimits.memoryPages }),
    instantiateWasm: (imports, done) => void instantiate(module, imports, done),
    print: () => undefined,
    printErr: () => undefined,
  });
}

async function instantiate(
  module: CompiledCode,
  imports: object,
  done: (instance: object, module: CompiledCode) => void,
): Promise<void> {
  done(await webAssembly.instantiate(module, imports), module);
}
