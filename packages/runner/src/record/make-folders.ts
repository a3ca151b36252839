import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing. Node.js' own way of doing so never returns
 * where the system makes no folders at all, as under `/proc`.
 *
 * @throws the system's error when one can't be made, or a file stands in the way.
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== "ENOENT" || parent === path) throw error;
    await makeFolders(parent);
    await mkdir(path).catch((again: unknown) => {
      // Another process may have been quicker.
      if ((again as NodeJS.ErrnoException).code !== "EEXIST") throw again;
    });
  }
}
