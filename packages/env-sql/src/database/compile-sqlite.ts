import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { type CompiledCode, webAssembly } from "./web-assembly.ts";

let compiled: CompiledCode | undefined;

/** SQLite's WebAssembly, compiled once for all threads of this process: it holds no state. */
export function compileSqlite(): CompiledCode {
  const file = createRequire(import.meta.url).resolve("@sqlite.org/sqlite-wasm/sqlite3.wasm");
  compiled ??= new webAssembly.Module(readFileSync(file));
  return compiled;
}
