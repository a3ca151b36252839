import type { Ending, Limit } from "../environment/ending.ts";
import { addUsage, noUsage } from "../model/usage.ts";
import type { EpisodeLimits } from "./episode-limits.ts";
import type { ModelMeter } from "./meter-models.ts";

/** Counts what an episode uses, and ends it where it has used too much. */
export interface LimitWatch {
  /** Starts the clocks. */
  readonly start: () => void;
  readonly stop: () => void;
  /** An action begins. */
  readonly takeTurn: () => void;
  /** `false`, and the episode is over, when so many more calls are not allowed. */
  readonly takeCalls: (count: number) => boolean;
  /** An action has been answered and the task goes on. */
  readonly endTurn: () => void;
  /** After a model call: tokens, cost, working time. */
  readonly check: () => void;
  readonly turns: () => number;
  readonly toolCalls: () => number;
}

export function watchLimits({
  limits,
  meter,
  end,
}: {
  readonly limits: EpisodeLimits;
  readonly meter: ModelMeter;
  readonly end: (ending: Ending) => void;
}): LimitWatch {
  let turns = 0;
  let toolCalls = 0;
  let startedAt = 0;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const hit = (limit: Limit, message: string): void => end({ status: "limit", limit, message });

  const after = (milliseconds: number, action: () => void): void => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        action();
      },
      Math.max(0, Math.min(milliseconds, maxTimerMs)),
    );
    timers.add(timer);
  };
  const worked = (): number => performance.now() - startedAt - meter.waitedMs();
  const checkWorked = (): void => {
    const { workingMs } = limits;
    if (workingMs === undefined || startedAt === 0) return;
    const left = workingMs - worked();
    // A call under way may be waiting in a queue of ours: its answer will tell how long.
    if (left > 0) after(left, checkWorked);
    else if (meter.inFlight() === 0) hit("working-time", `more than ${workingMs} ms of work`);
  };

  return {
    start: () => {
      startedAt = performance.now();
      const { wallMs } = limits;
      if (wallMs !== undefined) after(wallMs, () => hit("wall-time", `more than ${wallMs} ms`));
      checkWorked();
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
    takeTurn: () => {
      turns += 1;
    },
    takeCalls: (count) => {
      const { toolCalls: most = Infinity } = limits;
      if (toolCalls + count > most) {
        hit("tool-calls", `more than ${most} tool calls`);
        return false;
      }
      toolCalls += count;
      return true;
    },
    endTurn: () => {
      const { turns: most = Infinity } = limits;
      if (turns >= most) hit("turns", `${most} turns`);
    },
    check: () => {
      const usage = meter.usage();
      const { tokens, cost } = limits;
      const agent = usage["agent"] ?? noUsage;
      if (tokens !== undefined && agent.inputTokens + agent.outputTokens >= tokens) {
        hit("tokens", `${tokens} tokens`);
      }
      const spent = Object.values(usage).reduce(addUsage, noUsage).cost ?? 0;
      if (cost !== undefined && spent >= cost) hit("cost", `${cost} US dollars`);
      const { workingMs } = limits;
      if (workingMs !== undefined && worked() >= workingMs) {
        hit("working-time", `more than ${workingMs} ms of work`);
      }
    },
    turns: () => turns,
    toolCalls: () => toolCalls,
  };
}

const maxTimerMs = 2 ** 31 - 1;
