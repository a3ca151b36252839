import { glob, stat } from "node:fs/promises";
import { resolve } from "node:path";

import { UsageError } from "@agent-gym/core";

/**
 * The files that paths and globs name, as they are called from `cwd`: in the order of the patterns,
 * those of one glob sorted, none twice. What is there under exactly that name is no glob.
 *
 * @throws UsageError for a pattern that names no file.
 */
export async function findTaskFiles(
  patterns: readonly string[],
  { cwd = process.cwd() }: { readonly cwd?: string } = {},
): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const pattern of patterns) {
    const matches =
      (await kindOf(resolve(cwd, pattern))) === "file" ? [pattern] : await matching(pattern, cwd);
    for (const match of matches) {
      const path = resolve(cwd, match);
      if (!found.has(path)) found.set(path, match);
    }
  }
  return [...found.values()];
}

async function matching(pattern: string, cwd: string): Promise<readonly string[]> {
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd })) {
    if ((await kindOf(resolve(cwd, match))) === "file") matches.push(match);
  }
  if (matches.length > 0) return matches.toSorted();
  const kind = await kindOf(resolve(cwd, pattern));
  throw new UsageError(
    `Can't read the tasks of ${pattern}: ${kind === "folder" ? `it is a folder: name its files, as in ${pattern.replace(/[\\/]+$/, "")}/*.json` : "there is no such file"}.`,
    { code: "unreadable-task-file" },
  );
}

async function kindOf(path: string): Promise<"file" | "folder" | "nothing"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}
