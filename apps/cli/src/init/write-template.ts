import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Writes the files of a template into a folder, with words replaced in each.
 *
 * @param words what stands in the template, and what is written for it.
 * @returns the files, as paths from the folder, sorted.
 */
export async function writeTemplate(
  template: string,
  { folder, words }: { readonly folder: string; readonly words: Readonly<Record<string, string>> },
): Promise<readonly string[]> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(template.length));
  const written: string[] = [];
  for (const file of files.toSorted()) {
    // npm leaves out files such as .gitignore, and takes a package.json for that of a package.
    const path = file.replaceAll(/(^|[\\/])dot-/g, "$1.").replace(".template.", ".");
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    const text = await readFile(join(template, file), "utf8");
    await writeFile(target, replaceWords(text, words), { flag: "wx" });
    written.push(path);
  }
  return written;
}

function replaceWords(text: string, words: Readonly<Record<string, string>>): string {
  // In one pass: what is written for one word may hold another.
  const any = new RegExp(
    Object.keys(words)
      .toSorted((a, b) => b.length - a.length)
      .map((word) => word.replaceAll(/[^\w-]/g, String.raw`\$&`))
      .join("|"),
    "g",
  );
  return text.replaceAll(any, (word) => words[word] ?? word);
}
