import type { Command } from "just-bash";

import { compilePattern } from "./posix-pattern.ts";
import { shim } from "./shim.ts";

/** just-bash's `find`, with modes as letters and the exit code that `-exec ... ;` does not touch. */
export const find: Command = shim("find", "text", async (args, context, output) => {
  const type = args[args.indexOf("-regextype") + 1];
  const syntax =
    args.includes("-regextype") && /extended|egrep|awk/u.test(type ?? "") ? "extended" : "basic";
  const words = args
    .map((word, at) => {
      const before = args[at - 1] ?? "";
      if (before === "-perm") return octal(word);
      return /^-i?regex$/u.test(before) ? compilePattern(word, { syntax }).source : word;
    })
    .filter((word, at) => word !== "-regextype" && args[at - 1] !== "-regextype");
  const ran = await context.origCommand?.(words);
  if (ran === undefined) return;
  output.kind = ran.stdoutKind ?? "text";
  output.relay(ran);
  const executes = args.includes("-exec") || args.includes("-execdir");
  output.exitCode = executes && !args.includes("+") && ran.stderr === "" ? 0 : ran.exitCode;
});

/** `-u+x` as `-100`. */
function octal(word: string): string {
  const [, how = "", text = ""] = /^([-/]?)(.*)$/u.exec(word) ?? [];
  if (!/^[ugoa]*[-+=][rwx]+/u.test(text)) return word;
  let mode = 0;
  for (const clause of text.split(",")) {
    const [, who = "", bits = ""] = /^([ugoa]*)[-+=]([rwx]*)$/u.exec(clause) ?? [];
    const value = Array.from(bits).reduce((sum, bit) => sum + ({ r: 4, w: 2, x: 1 }[bit] ?? 0), 0);
    for (const one of who === "" || who.includes("a") ? "ugo" : who) {
      mode |= value << ({ u: 6, g: 3, o: 0 }[one] ?? 0);
    }
  }
  return `${how}${mode.toString(8).padStart(3, "0")}`;
}
