import type { Command } from "just-bash";

import { linesOf, pathOf, readBytes, readInputs, toBytes, toText, writeBytes } from "../input.ts";
import { parseOptions } from "../parse-options.ts";
import type { ShimContext } from "../shim.ts";
import { shim, ShimFault } from "../shim.ts";
import type { SedCommand } from "./parse-sed.ts";
import { parseSed } from "./parse-sed.ts";
import type { SedStreams } from "./run-sed.ts";
import { SedRun } from "./run-sed.ts";

/** `sed`, as GNU has it, without `e`. */
export const sed: Command = shim("sed", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "nrEsuzi::e:f:l:12",
    long: {
      quiet: "n",
      silent: "n",
      expression: "e",
      file: "f",
      "regexp-extended": "E",
      "in-place": "i",
      separate: "s",
      "null-data": "z",
      unbuffered: "u",
      "line-length": "l",
      posix: "1",
      "follow-symlinks": "2",
    },
  });
  const scripts: string[] = [];
  for (const [letter, value] of options.given) {
    if (letter === "e") scripts.push(value);
    if (letter === "f") scripts.push(toText(await readBytes(context, value)).replace(/\n$/u, ""));
  }
  const operands = [...options.operands];
  if (scripts.length === 0) {
    const script = operands.shift();
    if (script === undefined) throw new ShimFault("no script specified");
    scripts.push(script);
  }
  const syntax = options.has("E") || options.has("r") ? "extended" : "basic";
  const commands = parseSed(scripts.join("\n"), syntax);
  const separator = options.has("z") ? "\0" : "\n";
  const settings = { quiet: options.has("n"), separator };
  const read = await readable(commands, context);
  const written = new Map<string, string>();
  const append = (file: string, text: string): void => {
    if (file === "/dev/stdout") output.write(text);
    else written.set(file, (written.get(file) ?? "") + text);
  };
  for (const file of writable(commands)) if (!file.startsWith("/dev/std")) written.set(file, "");
  const inPlace = options.value("i");
  const inputs = await readInputs(operands, context, output, 2);
  const run = (name: string, text: string, write: (text: string) => void): number | undefined => {
    const complete = text === "" || text.endsWith(separator);
    const streams: SedStreams = {
      lines: linesOf(text, separator),
      complete,
      name,
      write,
      append,
      read,
    };
    return new SedRun(commands, settings, streams).run();
  };
  if (inPlace === undefined && !options.has("s")) {
    const code = run(
      "-",
      inputs.map(({ bytes }) => joinable(toText(bytes), inputs.length, separator)).join(""),
      (text) => output.write(text),
    );
    if (code !== undefined && code !== 0) output.exitCode = code;
  } else {
    for (const { name, bytes } of inputs) {
      let result = "";
      const code = run(name, toText(bytes), (text) => {
        if (inPlace === undefined) output.write(text);
        else result += text;
      });
      if (inPlace !== undefined) {
        if (inPlace !== "") await backup(context, name, inPlace);
        await writeBytes(context, name, toBytes(result));
      }
      if (code === undefined) continue;
      output.exitCode = code;
      break;
    }
  }
  for (const [file, text] of written) await writeBytes(context, file, toBytes(text));
});

/** Files read one after another are one stream: a line's end that is missing between them is added. */
function joinable(text: string, files: number, separator: string): string {
  return files > 1 && text !== "" && !text.endsWith(separator) ? text + separator : text;
}

async function backup(context: ShimContext, name: string, suffix: string): Promise<void> {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const folder = name.slice(0, name.length - base.length);
  const copy = suffix.includes("*") ? suffix.replaceAll("*", base) : `${base}${suffix}`;
  await context.fs.cp(pathOf(context, name), pathOf(context, `${folder}${copy}`));
}

function writable(commands: readonly SedCommand[]): readonly string[] {
  return commands.flatMap(({ name, text, substitution }) => [
    ...("wW".includes(name) ? [text] : []),
    ...(substitution?.file === undefined ? [] : [substitution.file]),
  ]);
}

/** Reads ahead what `r` and `R` may want: a run itself never waits. */
async function readable(
  commands: readonly SedCommand[],
  context: ShimContext,
): Promise<(file: string) => string> {
  const texts = new Map<string, string>();
  for (const { name, text } of commands) {
    if (!"rR".includes(name)) continue;
    texts.set(text, toText(await readBytes(context, text).catch(() => "")));
  }
  return (file) => texts.get(file) ?? "";
}
