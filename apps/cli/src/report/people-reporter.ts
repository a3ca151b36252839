import type { CommandContext, TerminalStream } from "../command-context.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import { stylesFor } from "../terminal/styles.ts";
import { heightOf, widthOf } from "../terminal/terminal-size.ts";
import { episodeLine } from "./episode-line.ts";
import { headerText } from "./header-text.ts";
import { labelled } from "./labelled.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { createLiveLine, type LiveLine } from "./live-line.ts";
import { liveScreen } from "./live-screen.ts";
import { progressLine } from "./progress-line.ts";
import type { Reporter } from "./reporter.ts";
import { RunProgress } from "./run-progress.ts";
import { successText, summaryText } from "./summary-text.ts";

/**
 * How much a person is told while a run goes: `rich` moves, `plain` adds lines, `quiet` is the last
 * line alone, `none` is nothing but warnings.
 */
export type Display = "rich" | "plain" | "quiet" | "none";

const heartbeatMs = 30_000;

/** The display that was asked for, else the one that fits a stream: what moves needs a terminal with someone before it. */
export function displayFor(
  stream: TerminalStream,
  { env }: Pick<CommandContext, "env">,
  { quiet, display }: { readonly quiet: boolean; readonly display?: Display },
): Display {
  if (quiet) return "quiet";
  // What moves would be nothing but noise in a file.
  if (display === "rich" && stream.isTTY !== true) return "plain";
  if (display !== undefined) return display;
  const ci = env["CI"] ?? "";
  const alone = (ci !== "" && ci !== "false" && ci !== "0") || env["TERM"] === "dumb";
  // A terminal without a height (of a script, of a build) has no place for a line that moves.
  return stream.isTTY === true && stream.rows !== 0 && !alone ? "rich" : "plain";
}

/**
 * Tells a person: what is about to happen, how it goes, what came of it. On a terminal a few lines
 * move; elsewhere there is a line for each finished episode, and a sign of life every 30 seconds.
 */
export function peopleReporter(
  stream: TerminalStream,
  { plan, display }: { readonly plan: LaunchPlan; readonly display: Display },
): Reporter {
  const styles = stylesFor(stream);
  const { attempts, concurrency } = plan;
  const progress = new RunProgress();
  const live: LiveLine | undefined = display === "rich" ? createLiveLine(stream) : undefined;
  const say = (text: string): void => {
    if (live === undefined) stream.write(`${text}\n`);
    else live.above(text);
  };
  let startedAt = performance.now();
  const line = (): string => {
    const seconds = (performance.now() - startedAt) / 1000;
    return progressLine(progress, { concurrency, seconds, styles, bar: false });
  };
  const screen = (): string => {
    const seconds = (performance.now() - startedAt) / 1000;
    const size = { width: widthOf(stream), height: heightOf(stream) };
    return liveScreen(progress, { concurrency, attempts, seconds, styles, ...size });
  };
  let heartbeat: NodeJS.Timeout | undefined;
  const rest = (): void => {
    clearInterval(heartbeat);
    live?.[Symbol.dispose]();
  };

  return {
    onEvent: (event) => {
      progress.add(event);
      if (display === "quiet" || display === "none") return;
      if (event.type === "run-start") {
        startedAt = performance.now();
        stream.write(`${headerText(event, { plan, styles })}\n`);
        if (live === undefined) heartbeat = setInterval(() => say(styles.dim(line())), heartbeatMs);
        heartbeat?.unref();
      } else if (event.type === "episode-end" && live === undefined) {
        const count = `${progress.done}/${progress.planned}`.padStart(
          2 * String(progress.planned).length + 1,
        );
        say(`${count}  ${episodeLine(event, { attempts, styles })}`);
        heartbeat?.refresh();
      } else if (event.type === "run-end") return rest();
      live?.show(screen);
    },
    notice: (text) => {
      say(styles.warn(harmlessLine(text)));
    },
    onDone: ({ result, entries, statistics, next }) => {
      rest();
      if (display === "none") return;
      if (display === "quiet") {
        stream.write(`${successText(result.summary)}  ${result.folder}\n`);
        return;
      }
      const width = widthOf(stream);
      stream.write(
        `\n${summaryText(result.summary, { entries, statistics, attempts, stopped: result.stopped, styles, width })}\n`,
      );
      const commands = next.map(({ command, purpose }) => [purpose, command] as const);
      if (commands.length > 0) stream.write(`\n${labelled(commands, styles)}\n`);
    },
    [Symbol.dispose]: rest,
  };
}
