import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../../../", import.meta.url));

export interface Readme {
  /** Relative to the repository, as in `packages/core/README.md`. */
  readonly file: string;
  readonly text: string;
}

/** What people read: at the top, and of each package. */
export const readmes: readonly Readme[] = [
  "README.md",
  "CONTRIBUTING.md",
  ...globSync("{packages,apps}/*/README.md", { cwd: root }).toSorted(),
].map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));

/** The fenced blocks of a language, in order. */
export function codeBlocks(text: string, language: string): readonly string[] {
  const fences = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms");
  return [...text.matchAll(fences)].map(([, code = ""]) => code);
}
