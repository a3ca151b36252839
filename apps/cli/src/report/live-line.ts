import { createLogUpdate } from "log-update";

import type { TerminalStream } from "../command-context.ts";

/** The last lines of a terminal, which are written again and again. */
export interface LiveLine extends Disposable {
  /** Shows what `render` returns, now or a moment later, and again every second. */
  readonly show: (render: () => string) => void;
  /** Writes a line that stays, above the live ones. */
  readonly above: (text: string) => void;
  /** Removes the lines and gives the cursor back. May be called twice. */
  readonly [Symbol.dispose]: () => void;
}

const shortestPauseMs = 80;

export function createLiveLine(stream: TerminalStream): LiveLine {
  const update = createLogUpdate(stream);
  let render: (() => string) | undefined;
  let closed = false;
  let painted = 0;
  let pending: NodeJS.Timeout | undefined;
  const paint = (): void => {
    clearTimeout(pending);
    pending = undefined;
    if (closed || render === undefined) return;
    painted = performance.now();
    update(render());
  };
  const clock = setInterval(paint, 1000);
  clock.unref();
  return {
    show: (next) => {
      render = next;
      const wait = painted + shortestPauseMs - performance.now();
      if (wait <= 0) paint();
      else pending ??= setTimeout(paint, wait).unref();
    },
    above: (text) => {
      if (closed) stream.write(`${text}\n`);
      else update.persist(text);
    },
    [Symbol.dispose]: () => {
      if (closed) return;
      closed = true;
      clearInterval(clock);
      clearTimeout(pending);
      update.clear();
      update.done();
    },
  };
}
