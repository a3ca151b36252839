import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** A Node.js that users have. */
export interface Runtime {
  readonly version: string;
  /** The folder of the program, for a PATH. */
  readonly bin: string;
}

function runtime(version: string, manifest: string): Runtime {
  return { version, bin: join(dirname(manifest), "bin") };
}

/** The oldest that is supported. */
export const oldestNode: Runtime = runtime("22.19.0", require.resolve("node-22/package.json"));
/** Those that are tested; the repository's own tests run on a newer one. */
export const nodes: readonly Runtime[] = [
  oldestNode,
  runtime("24.21.0", require.resolve("node-24/package.json")),
];

/** The compilers' programs, by version: all that users of the types may have. */
export const compilers: Readonly<Record<"5.9" | "6.0" | "7.0", string>> = {
  "5.9": require.resolve("typescript-5/bin/tsc"),
  "6.0": require.resolve("typescript-6/bin/tsc"),
  "7.0": join(dirname(require.resolve("typescript/package.json")), "bin/tsc"),
};

/** Where the types of Node.js lie, for consumers that have them. */
export const typeRoots: string = fileURLToPath(new URL("../node_modules/@types", import.meta.url));
