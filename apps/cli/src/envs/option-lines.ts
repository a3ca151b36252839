import type { OptionFacts } from "../loading/describe-options.ts";
import { formatTable } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";

/** An environment's options as flags, a line for each under a head. */
export function optionLines(options: readonly OptionFacts[], styles: Styles): readonly string[] {
  if (options.length === 0) return ["It has no options."];
  const rows = options.map((option) => [
    `  --set ${harmlessLine(option.path)}=`,
    harmlessLine(option.type),
    defaultWords(option),
    harmlessLine(option.description),
  ]);
  // Without heads, the columns speak for themselves.
  const [, ...lines] = formatTable([{ head: "" }, { head: "" }, { head: "" }, { head: "" }], rows);
  return [styles.bold("Options"), ...lines];
}

function defaultWords({ required, default: value }: OptionFacts): string {
  if (required) return "must be given";
  return value === undefined ? "" : harmlessLine(`default ${JSON.stringify(value)}`);
}
