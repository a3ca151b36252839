import type { TerminalStream } from "../command-context.ts";

/** The width to write to: the terminal's, or 120 where there is none or it does not know. */
export function widthOf({ columns }: TerminalStream): number {
  return columns === undefined || columns < 1 ? 120 : columns;
}

/** The height to write to: the terminal's, or 24 where there is none or it does not know. */
export function heightOf({ rows }: TerminalStream): number {
  return rows === undefined || rows < 1 ? 24 : rows;
}
