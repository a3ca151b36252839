import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { SandboxError } from "@agent-gym/core";

/** Where Pyodide is installed, and which one. */
export interface PyodidePackage {
  /** With every link resolved. */
  readonly folder: string;
  readonly version: string;
}

/** @throws SandboxError `missing-package` where it is not installed, or not whole. */
export function findPyodide(): PyodidePackage {
  let folder: string;
  try {
    folder = realpathSync(dirname(createRequire(import.meta.url).resolve("pyodide")));
  } catch (cause) {
    throw new SandboxError({
      code: "missing-package",
      message: "The Pyodide sandbox needs the package pyodide: npm install pyodide.",
      cause,
    });
  }
  const files = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];
  const missing = files.find((file) => !existsSync(join(folder, file)));
  if (missing !== undefined) {
    throw new SandboxError({
      code: "missing-package",
      message: `The installed package pyodide has no ${missing}: install pyodide 314 or later again.`,
    });
  }
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return { folder, version };
}
