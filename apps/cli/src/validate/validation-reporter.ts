import type { TaskStanding, TaskValidation, ValidationReport } from "@agent-gym/runner";

import type { TerminalStream } from "../command-context.ts";
import { labelled } from "../report/labelled.ts";
import { createLiveLine } from "../report/live-line.ts";
import type { Display } from "../report/people-reporter.ts";
import { formatSeconds } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";
import { standingWord, validationSummary, validationTable } from "./validation-text.ts";

/** Tells a person how a validation goes. */
export interface ValidationReporter extends Disposable {
  readonly onTask: (task: TaskValidation) => void;
  readonly onDone: (report: ValidationReport) => void;
}

/** On a terminal one line that moves, elsewhere a line for each task; then the table. */
export function validationReporter(
  stream: TerminalStream,
  {
    environment,
    tasks,
    sandbox,
    display,
    skipUnmet,
  }: {
    readonly environment: string;
    readonly tasks: { readonly count: number; readonly source: string };
    readonly sandbox: string | undefined;
    readonly display: Display;
    readonly skipUnmet: boolean;
  },
): ValidationReporter {
  const styles = stylesFor(stream);
  const live = display === "rich" ? createLiveLine(stream) : undefined;
  const counts = new Map<TaskStanding, number>();
  const startedAt = performance.now();
  let done = 0;
  if (display !== "quiet") {
    const facts = [
      ["tasks", harmlessLine(`${tasks.count} of ${tasks.source}`)] as const,
      ...(sandbox === undefined ? [] : [["sandbox", harmlessLine(sandbox)] as const]),
    ];
    stream.write(
      `${styles.bold(`Proving tasks of ${environment}`)}\n${labelled(facts, styles)}\n\n`,
    );
  }
  const line = (): string => {
    const parts = [...counts].map(
      ([standing, count]) => `${count} ${standingWord(standing, styles)}`,
    );
    const seconds = formatSeconds((performance.now() - startedAt) / 1000);
    return [`${done}/${tasks.count}`, ...parts, seconds].join("  ");
  };
  live?.show(line);
  return {
    onTask: ({ task, standing }) => {
      done += 1;
      counts.set(standing, (counts.get(standing) ?? 0) + 1);
      if (live !== undefined) live.show(line);
      else if (display === "plain") {
        const count = `${done}/${tasks.count}`.padStart(2 * String(tasks.count).length + 1);
        stream.write(`${count}  ${standingWord(standing, styles)}  ${harmlessLine(task)}\n`);
      }
    },
    onDone: ({ tasks: all, totals }) => {
      live?.[Symbol.dispose]();
      const shown = display === "quiet" ? all.filter(({ standing }) => standing !== "proved") : all;
      const blocks = [
        ...(shown.length === 0 ? [] : [validationTable(shown, styles)]),
        validationSummary(totals, { styles, skipUnmet }),
      ];
      stream.write(`${display === "quiet" ? "" : "\n"}${blocks.join("\n\n")}\n`);
    },
    [Symbol.dispose]: () => live?.[Symbol.dispose](),
  };
}
