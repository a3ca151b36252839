import type { TimelineEntry } from "../checks/timeline.ts";
import { plainText } from "../words/says.ts";

/** Whether a passage stands in an entry: letter by letter, but for case and spaces. */
export function quotes(entry: TimelineEntry | undefined, passage: string): boolean {
  const wanted = plainText(passage).trim();
  if (entry === undefined || wanted === "") return false;
  const text =
    entry.by === "tool"
      ? `${entry.tool} ${JSON.stringify(entry.arguments)} ${entry.result}`
      : entry.text;
  return plainText(text).includes(wanted);
}
