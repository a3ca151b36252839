import type { Command } from "commander";

import { numberWithin, seconds, wholeNumber } from "./parse-flag.ts";
import { addSandboxFlags, type SandboxFlags } from "./sandbox-flags.ts";

/** How episodes are run, bounded and recorded, as the command line gave it. */
export interface RunFlags extends SandboxFlags {
  readonly attempts: number;
  readonly concurrency: number;
  readonly maxSandboxes?: number;
  readonly maxTurns: number;
  readonly maxToolCalls?: number;
  readonly maxEpisodeTokens?: number;
  /** In US dollars. */
  readonly maxEpisodeCost?: number;
  /** In seconds. */
  readonly episodeTimeout?: number;
  /** In seconds. */
  readonly episodeWorkingTime?: number;
  /** In seconds. */
  readonly maxTime?: number;
  /** Absent: once. */
  readonly retries?: number;
  readonly seed?: number;
  readonly skipUnmet?: boolean;
  readonly logDir: string;
  readonly runId?: string;
  readonly resume?: boolean;
  readonly retryErrors?: boolean;
}

/** Adds the flags that bound episodes and the run, and name the latter. */
export function addRunFlags(command: Command): Command {
  command
    .optionsGroup("Run:")
    .option("--attempts <n>", "attempts at each task", wholeNumber(1), 1)
    .option("--concurrency <n>", "episodes at the same time", wholeNumber(1), 8)
    .option("--max-sandboxes <n>", "sandboxes at the same time", wholeNumber(1))
    .option("--seed <n>", "of environments and sampling", wholeNumber(0));
  addSandboxFlags(command)
    .option(
      "--skip-unmet",
      "leave out tasks that need what the sandbox lacks, or a model that is not named",
    )
    .option(
      "--retries <n>",
      "of episodes that endpoint or sandbox broke; default: 1",
      wholeNumber(0),
    )
    .option("--max-time <time>", "most time of the run, as in 90, 45m, 2h", seconds)
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .option("--run-id <id>", "the run's name; default: made of the day, environment and agent")
    .option(
      "--resume [run]",
      "go on with that run, else that of --run-id, else the latest: only what is still owed",
    )
    .option("--retry-errors", "when resuming, also try again whatever has no reward")
    .optionsGroup("Each episode:")
    .option("--max-turns <n>", "most turns", wholeNumber(1), 30)
    .option("--max-tool-calls <n>", "most calls of tools", wholeNumber(1))
    .option("--max-episode-tokens <n>", "most tokens of the agent, in and out", wholeNumber(1))
    .option("--max-episode-cost <usd>", "most that its models may cost", numberWithin(0, 1e9))
    .option("--episode-timeout <time>", "most time, as in 90, 45m; default: 1h", seconds);
  return command.option(
    "--episode-working-time <time>",
    "most time without that spent waiting for rate limits",
    seconds,
  );
}
