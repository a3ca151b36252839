import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { publishedPackages, root } from "./published-packages.ts";

const run = promisify(execFile);

/** Builds every package that is published, and packs each into a folder as it would be. */
export async function packPackages(folder: string): Promise<void> {
  const filters = publishedPackages.map(({ name }) => `--filter=${name}`);
  await pnpm(["exec", "turbo", "run", "build", ...filters]);
  await pnpm(["--recursive", ...filters, "pack", "--pack-destination", folder]);
}

/** The pnpm that runs the tests, else the one that the README names. */
async function pnpm(args: readonly string[]): Promise<void> {
  const ours = process.env["npm_execpath"];
  const options = { cwd: root, timeout: 600_000, maxBuffer: 2 ** 26 };
  if (ours?.includes("pnpm") !== true) await run("npx", ["-y", "pnpm@12", ...args], options);
  else if (/\.[cm]?js$/.test(ours)) await run(process.execPath, [ours, ...args], options);
  else await run(ours, args, options);
}
