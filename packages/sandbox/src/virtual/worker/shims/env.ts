import type { Command } from "just-bash";

import { parseOptions } from "./parse-options.ts";
import { runWords } from "./run-words.ts";
import { shim } from "./shim.ts";

export const env: Command = shim("env", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "iu:0C:S:v",
    long: { "ignore-environment": "i", unset: "u", null: "0", chdir: "C", "split-string": "S" },
    strict: true,
  });
  const operands = [...options.operands];
  const split = options.value("S");
  if (split !== undefined) operands.unshift(...split.split(/\s+/u).filter((word) => word !== ""));
  const empty = options.has("i") || operands[0] === "-";
  if (operands[0] === "-") operands.shift();
  const set: Record<string, string> = {};
  while (operands[0]?.includes("=") === true) {
    const [word = ""] = operands.splice(0, 1);
    const equals = word.indexOf("=");
    set[word.slice(0, equals)] = word.slice(equals + 1);
  }
  const variables: Record<string, string> = { ...(empty ? {} : context.exportedEnv), ...set };
  for (const name of options.values("u")) delete variables[name];
  if (operands.length === 0) {
    const end = options.has("0") ? "\0" : "\n";
    for (const [name, value] of Object.entries(variables)) {
      if (/^[A-Za-z_]\w*$/u.test(name)) output.write(`${name}=${value}${end}`);
    }
    return;
  }
  const cwd = options.value("C");
  output.exitCode = await runWords(operands, context, output, {
    env: empty || options.has("u") ? variables : set,
    replaceEnv: empty || options.has("u"),
    stdin: context.stdin as unknown as string,
    ...(cwd === undefined ? {} : { cwd: context.fs.resolvePath(context.cwd, cwd) }),
  });
});

export const nohup: Command = shim("nohup", "text", async (args, context, output) => {
  output.exitCode = await runWords(args, context, output, { stdin: "" });
});
