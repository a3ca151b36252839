import type { Command } from "just-bash";

import { pathOf, readBytes, stdinOf, toBytes, toText, writeBytes } from "../input.ts";
import { parseOptions } from "../parse-options.ts";
import type { ShimContext } from "../shim.ts";
import { shim, ShimFault } from "../shim.ts";
import { parseAwk } from "./parse-awk.ts";
import type { AwkResult, AwkWorld } from "./run-awk.ts";
import { AwkRun, Wanted } from "./run-awk.ts";

/** How often a program that asks for files and commands is begun again. */
const mostRuns = 2000;

/** `awk`, with what programs use of gawk's. */
export const awkFamily: readonly Command[] = ["awk", "gawk", "mawk", "nawk"].map((called) =>
  shim(called, "text", async (args, context, output) => {
    const options = parseOptions(args, {
      short: "F:v:f:W:1",
      long: { "field-separator": "F", assign: "v", file: "f", posix: "1", sandbox: "1" },
      strict: true,
      exitCode: 2,
    });
    const operands = [...options.operands];
    const sources: string[] = [];
    for (const file of options.values("f")) sources.push(toText(await readBytes(context, file)));
    if (sources.length === 0) {
      const source = operands.shift();
      if (source === undefined)
        throw new ShimFault("usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]", 2);
      sources.push(source);
    }
    const program = parseAwk(sources.join("\n"));
    const variables = options.given.flatMap(([letter, value]): (readonly [string, string])[] => {
      if (letter === "F") return [["FS", value === "t" ? "\t" : value]];
      const equals = value.indexOf("=");
      return letter === "v" && equals > 0
        ? [[value.slice(0, equals), value.slice(equals + 1)]]
        : [];
    });
    const env = context.exportedEnv ?? {};
    const result = await settle(context, (world) =>
      new AwkRun(program, world, { variables, operands, env }).run(),
    );
    output.relay(result);
    output.exitCode = result.exitCode;
    for (const [name, file] of result.files) {
      const bytes = toBytes(file.text);
      if (file.append)
        await context.fs.appendFile(pathOf(context, name), Buffer.from(bytes, "latin1"));
      else await writeBytes(context, name, bytes);
    }
    for (const [command, text] of result.pipes) {
      const stdin = Buffer.from(text).toString("latin1");
      const ran = await context.exec?.(command, { cwd: context.cwd, stdin, stdinKind: "bytes" });
      if (ran !== undefined) output.relay(ran);
    }
  }),
);

/**
 * A run can't wait: where it asks for a file or a command that is not there yet, it is given up, the
 * answer is fetched, and it is begun again with the answer at hand.
 */
async function settle(
  context: ShimContext,
  run: (world: AwkWorld) => AwkResult,
): Promise<AwkResult> {
  const files = new Map<string, string | undefined>([["-", toText(stdinOf(context))]]);
  files.set("/dev/stdin", files.get("-"));
  const commands = new Map<string, { readonly stdout: string; readonly exitCode: number }>();
  const now = Math.trunc(Date.now() / 1000);
  for (let runs = 0; runs < mostRuns; runs += 1) {
    let wanted: (() => Promise<void>) | undefined;
    const world: AwkWorld = {
      now,
      file: (name) => {
        if (files.has(name)) return files.get(name);
        wanted = async () => {
          files.set(name, toText(await readBytes(context, name).catch(() => missing)));
          if (files.get(name) === missing) files.set(name, undefined);
        };
        throw new Wanted();
      },
      command: (command, call) => {
        const key = `${String(call)} ${command}`;
        const known = commands.get(key);
        if (known !== undefined) return known;
        wanted = async () => {
          const ran = await context.exec?.(command, { cwd: context.cwd });
          commands.set(key, ran ?? { stdout: "", exitCode: 127 });
        };
        throw new Wanted();
      },
    };
    try {
      return run(world);
    } catch (error) {
      if (!(error instanceof Wanted) || wanted === undefined) throw error;
      await wanted();
    }
  }
  throw new ShimFault("it asks for too many files and commands", 2);
}

const missing = "\0missing\0";
