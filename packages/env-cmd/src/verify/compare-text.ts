import type { Comparison } from "../task/check.ts";

/** Whether two texts are the same in the way that a task asks for. */
export function sameText(found: string, expected: string, comparison: Comparison): boolean {
  switch (comparison) {
    case "exact":
      return found === expected;
    case "text":
      return unified(found) === unified(expected);
    case "lines":
      return filledLines(found).join("\n") === filledLines(expected).join("\n");
    default:
      return (
        filledLines(found).toSorted().join("\n") === filledLines(expected).toSorted().join("\n")
      );
  }
}

function unified(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

function filledLines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
