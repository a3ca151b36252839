import type { Command } from "just-bash";

import { shim } from "./shim.ts";

/** just-bash's `@csv` leaves out the quotes; this one is jq's own definition of it. */
const csv =
  'def _csv: map(if type == "string" then "\\"" + gsub("\\""; "\\"\\"") + "\\"" elif . == null then "" else tostring end) | join(","); ';

const withValue = new Set(["--arg", "--argjson", "--slurpfile", "--rawfile"]);

export const jq: Command = shim("jq", "text", async (args, context, output) => {
  const words = [...args];
  const at = programAt(words);
  const program = words[at];
  if (program !== undefined && /@csv(?!\w|\s*")/u.test(program)) {
    words[at] = csv + program.replaceAll(/@csv(?!\w|\s*")/gu, "_csv");
  }
  const ran = await context.origCommand?.(words);
  if (ran === undefined) return;
  output.kind = ran.stdoutKind ?? "text";
  output.relay(ran);
  output.exitCode = ran.exitCode;
});

/** Where the program stands among jq's words. */
function programAt(words: readonly string[]): number {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (withValue.has(word)) at += 2;
    else if (word === "--indent" || word === "-L") at += 1;
    else if (!word.startsWith("-")) return at;
  }
  return words.length;
}
