import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

import { UsageError } from "@agent-gym/core";

import { didYouMean } from "../loading/near-names.ts";

/**
 * The folder of a run: `latest` for the one that was started last, an id under the log folder, or a
 * path.
 *
 * @throws UsageError that says which runs there are.
 */
export async function findRun(
  typed: string,
  { logDir, cwd }: { readonly logDir: string; readonly cwd: string },
): Promise<string> {
  const root = resolve(cwd, logDir);
  const named = join(root, typed);
  if (/^[^\\/]+$/.test(typed) && (await startOf(named)) !== undefined) return named;
  const path = resolve(cwd, typed);
  if ((await startOf(path)) !== undefined) return path;
  const runs = await listRuns(root);
  const newest = runs[0];
  if (newest === undefined) {
    throw new UsageError(
      `There are no runs in ${root}, and ${typed} is no folder of one: name another with --log-dir.`,
      { code: "missing-run" },
    );
  }
  if (typed === "latest") return join(root, newest);
  throw new UsageError(
    `There is no run "${typed}" in ${root}.${didYouMean(typed, runs) || ` The latest is "${newest}".`}`,
    { code: "missing-run" },
  );
}

/** The runs of a folder by id, the one that was started last first; none for a folder that is not there. */
export async function listRuns(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => ({ name, start: await startOf(join(root, name)) })),
  );
  return found
    .flatMap(({ name, start }) => (start === undefined ? [] : [{ name, start }]))
    .toSorted((left, right) => right.start - left.start || (left.name < right.name ? 1 : -1))
    .map(({ name }) => name);
}

/** When a run was last started: it then writes its `run.json`. `undefined` for no run. */
async function startOf(folder: string): Promise<number | undefined> {
  return stat(join(folder, "run.json")).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
