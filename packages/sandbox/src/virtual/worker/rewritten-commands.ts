import type { Command } from "just-bash";

import { pathOf } from "./shims/input.ts";
import { shim } from "./shims/shim.ts";
import type { WorkspaceFs } from "./workspace-fs.ts";

/** Prints the directories that match a pattern, each with its slash; the pattern where none does. */
export const directoriesCommand: Command = shim(
  "__directories",
  "text",
  async ([pattern = ""], context, output) => {
    let found: { readonly told: string; readonly path: string }[] = [
      pattern.startsWith("/") ? { told: "/", path: "/" } : { told: "", path: context.cwd },
    ];
    for (const segment of pattern.split("/").filter((part) => part !== "")) {
      const test = /[*?[]/u.test(segment) ? globPattern(segment) : undefined;
      const next: typeof found = [];
      for (const { told, path } of found) {
        const names =
          test === undefined ? [segment] : await context.fs.readdir(path).catch(() => []);
        for (const entry of names.toSorted()) {
          if (
            test !== undefined &&
            (!test.test(entry) || (entry.startsWith(".") && !segment.startsWith(".")))
          )
            continue;
          const below = context.fs.resolvePath(path, entry);
          const stat = await context.fs.stat(below).catch(() => undefined);
          if (stat?.isDirectory === true) next.push({ told: `${told}${entry}/`, path: below });
        }
      }
      found = next;
    }
    for (const { told } of found) output.write(`${told}\0`);
    if (found.length === 0) output.write(`${pattern}\0`);
  },
);

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/gu, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replaceAll("[!", "[^");
  return new RegExp(`^${source}$`, "u");
}

/** Says no to files that a redirection could not write to, as bash says it. */
export function writableCommand(fs: WorkspaceFs): Command {
  return shim("__writable", "text", async (names, context, output) => {
    for (const name of names) {
      const problem =
        name === "" ? "No such file or directory" : await fs.writeProblem(pathOf(context, name));
      if (problem === undefined) continue;
      output.relay({ stdout: "", stderr: `bash: ${name}: ${problem}\n` });
      output.exitCode = 1;
      return;
    }
  });
}
