import type { Command } from "just-bash";

import { linesOf, readBytes, stdinOf, toText } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { runWords } from "./run-words.ts";
import { shim, ShimFault } from "./shim.ts";

export const xargs: Command = shim("xargs", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "0n:L:l::I:i::d:P:rtxs:a:E:pe::",
    long: {
      null: "0",
      "max-args": "n",
      "max-lines": "L",
      replace: "i",
      delimiter: "d",
      "max-procs": "P",
      "no-run-if-empty": "r",
      verbose: "t",
      exit: "x",
      "max-chars": "s",
      "arg-file": "a",
      eof: "E",
    },
    strict: true,
  });
  const file = options.value("a");
  const text = toText(file === undefined ? stdinOf(context) : await readBytes(context, file));
  const mark = options.has("i") ? options.value("i") || "{}" : options.value("I");
  const byLine = mark !== undefined || options.has("L");
  const delimiter = options.has("0") ? "\0" : delimiterOf(options.value("d"));
  const items =
    delimiter !== undefined
      ? linesOf(text, delimiter).filter((item) => mark === undefined || item !== "")
      : mark !== undefined
        ? linesOf(text)
            .map((line) => line.trimStart())
            .filter((line) => line !== "")
        : splitWords(text);
  const command = options.operands.length === 0 ? ["echo"] : options.operands;
  const size = Number(options.value("n") ?? options.value("L") ?? Infinity);
  if (!(size >= 1)) throw new ShimFault(`value ${String(size)} for -n option should be >= 1`);
  const batches: (readonly string[])[] = [];
  if (mark !== undefined) {
    for (const item of items)
      batches.push(command.map((word) => word.replaceAll(mark, () => item)));
  } else if (byLine && delimiter === undefined) {
    const lines = linesOf(text).filter((line) => line.trim() !== "");
    for (let at = 0; at < lines.length; at += size) {
      batches.push([...command, ...lines.slice(at, at + size).flatMap(splitWords)]);
    }
  } else if (items.length === 0) {
    if (!options.has("r")) batches.push(command);
  } else {
    for (let at = 0; at < items.length; at += size) {
      batches.push([...command, ...items.slice(at, at + size)]);
      if (size === Infinity) break;
    }
  }
  for (const words of batches) {
    if (options.has("t")) output.relay({ stdout: "", stderr: `${words.join(" ")}\n` });
    const code = await runWords(words, context, output);
    if (code === 255) {
      output.complain(`${words[0] ?? ""}: exited with status 255; aborting`, 124);
      return;
    }
    if (code === 126 || code === 127) {
      output.exitCode = code;
      return;
    }
    if (code !== 0) output.exitCode = 123;
  }
});

function delimiterOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return { "\\n": "\n", "\\t": "\t", "\\0": "\0", "\\\\": "\\" }[text] ?? text.slice(0, 1);
}

/** Words as xargs reads them: quotes and backslashes keep blanks. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:[^\s"'\\]|\\[^]|"[^"\n]*"|'[^'\n]*')+/gu)) {
    words.push(
      word.replace(
        /\\([^])|"([^"\n]*)"|'([^'\n]*)'/gu,
        (_, escaped?: string, double?: string, single?: string) =>
          escaped ?? double ?? single ?? "",
      ),
    );
  }
  return words;
}
