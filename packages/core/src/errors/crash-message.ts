import { errorMessage } from "./error-message.ts";

const frame = /^\s+at (?:.*\()?(?!node:)(.+):(\d+):(\d+)\)?$/;

/**
 * What an error says that nobody meant to throw, and where it came from, as in
 * `x is not a function (my-env.ts:12:5)`. The file stands without its folder, which is nobody's
 * business; the first that no package manager has put there is named, for that is likely the author's.
 */
export function crashMessage(error: unknown): string {
  const message = errorMessage(error);
  const place = placeOf(error, message);
  return place === undefined ? message : `${message} (${place})`;
}

function placeOf(error: unknown, message: string): string | undefined {
  let stack: unknown;
  try {
    stack = error instanceof Error ? error.stack : undefined;
  } catch {
    return undefined;
  }
  if (typeof stack !== "string") return undefined;
  // The message stands before the frames, and may hold anything.
  const lines = stack.slice(stack.indexOf(message) + message.length).split("\n", 50);
  const frames = lines.flatMap((line) => {
    if (line.length > 1000) return [];
    const [, file = "", row = "", column = ""] = frame.exec(line) ?? [];
    return file === "" ? [] : [{ file, row, column }];
  });
  const found = frames.find(({ file }) => !/[/\\]node_modules[/\\]/.test(file)) ?? frames[0];
  if (found === undefined) return undefined;
  const name = found.file.replace(/\?.*$/, "").split(/[/\\]/).at(-1) ?? "";
  return name === "" ? undefined : `${name}:${found.row}:${found.column}`;
}
