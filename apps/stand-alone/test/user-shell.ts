import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

import { expect, inject } from "vitest";

/** What a command left. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for a test alone, as a new user has it: with a package.json at most. */
export async function newFolder(name: string): Promise<string> {
  const folder = join(inject("base"), name);
  await mkdir(folder);
  const manifest = { name: "user", version: "1.0.0", private: true, type: "module" };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  return folder;
}

/**
 * Runs a command as a user types it, in a shell that knows no registry but ours, and nothing of this
 * repository.
 *
 * @param options.bin the folder of the Node.js that the user has. Default: the one that runs the tests.
 */
export async function type(
  cwd: string,
  line: string,
  { bin = dirname(process.execPath) }: { readonly bin?: string } = {},
): Promise<Ran> {
  const base = inject("base");
  const env = {
    PATH: [bin, ...systemPath()].join(delimiter),
    HOME: base,
    CI: "true",
    NO_COLOR: "1",
    npm_config_registry: inject("registry"),
    npm_config_cache: join(base, "cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    npm_config_prefer_offline: "true",
  };
  const [command = "", ...args] = line.split(" ");
  return await new Promise((resolve) => {
    const options = { cwd, env, timeout: 300_000, maxBuffer: 2 ** 26 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (child.exitCode ?? 1), stdout, stderr });
    });
    child.stdin?.end();
  });
}

/**
 * As {@link type}, where the command must succeed.
 *
 * @returns its stdout.
 */
export async function succeed(
  cwd: string,
  line: string,
  options: { readonly bin?: string } = {},
): Promise<string> {
  const { code, stdout, stderr } = await type(cwd, line, options);
  expect({ line, code, tail: code === 0 ? "" : `${stdout}\n${stderr}`.slice(-3000) }).toEqual({
    line,
    code: 0,
    tail: "",
  });
  return stdout;
}

/** Without the folders that package managers add: their programs are not the user's. */
function systemPath(): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules"));
}
