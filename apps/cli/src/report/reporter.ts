import type { IndexEntry, RunEvent, RunResult, RunStatistics } from "@agent-gym/runner";

/** How a finished command ends. */
export interface RunOutcome {
  readonly result: RunResult;
  /** The last try of each episode. */
  readonly entries: readonly IndexEntry[];
  readonly statistics: RunStatistics;
  readonly exitCode: number;
  /** Why the run could not be done; absent when it could. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Commands to try next, ready to be typed, each with what it does. */
  readonly next: readonly { readonly command: string; readonly purpose: string }[];
}

/** Tells someone how a run goes. */
export interface Reporter extends Disposable {
  readonly onEvent: (event: RunEvent) => void;
  /** Something a person should know now: one line. */
  readonly notice: (text: string) => void;
  readonly onDone: (outcome: RunOutcome) => void;
  /** Stops timers and gives the terminal back. May be called twice. */
  readonly [Symbol.dispose]: () => void;
}

/** Tells several at once, in their order. */
export function joinReporters(reporters: readonly Reporter[]): Reporter {
  return {
    onEvent: (event) => {
      for (const reporter of reporters) reporter.onEvent(event);
    },
    notice: (text) => {
      for (const reporter of reporters) reporter.notice(text);
    },
    onDone: (outcome) => {
      for (const reporter of reporters) reporter.onDone(outcome);
    },
    [Symbol.dispose]: () => {
      for (const reporter of reporters) reporter[Symbol.dispose]();
    },
  };
}
