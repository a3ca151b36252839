import { styleText } from "node:util";

import type { TerminalStream } from "../command-context.ts";

type Format = Parameters<typeof styleText>[0];

/** Text styles of one stream: plain where it is no terminal, or where `NO_COLOR` says so. */
export interface Styles {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly name: (text: string) => string;
}

/** The styles of a stream; `NO_COLOR` and `FORCE_COLOR` are honoured. */
export function stylesFor(stream: TerminalStream): Styles {
  const style =
    (format: Format) =>
    (text: string): string =>
      styleText(format, text, { stream });
  return {
    bold: style("bold"),
    dim: style("dim"),
    good: style("green"),
    bad: style("red"),
    warn: style("yellow"),
    name: style("cyan"),
  };
}
