import { type Command, Option } from "commander";

import { numberWithin, wholeNumber, words } from "./parse-flag.ts";

/** How models are asked, and what that may cost, as the command line gave it. */
export interface ModelCallFlags {
  readonly stream?: boolean;
  readonly api?: "chat" | "responses";
  /** Requests in a minute. */
  readonly rpm?: number;
  /** Tokens in a minute. */
  readonly tpm?: number;
  /** A mode, and a file. */
  readonly modelCache?: readonly string[];
  readonly prices?: string;
  /** In US dollars. */
  readonly maxCost?: number;
}

/** Adds the flags that say how models are asked. */
export function addModelCallFlags(command: Command): Command {
  return command
    .optionsGroup("Calls of models:")
    .option("--stream", "ask for streamed answers")
    .addOption(
      new Option("--api <api>", "that the agent's endpoint speaks; default: chat").choices([
        "chat",
        "responses",
      ]),
    )
    .option("--rpm <n>", "most requests to the agent's endpoint in a minute", wholeNumber(1))
    .option("--tpm <n>", "most tokens of them in a minute, in and out", wholeNumber(1))
    .option(
      "--model-cache <mode file...>",
      "record FILE, replay FILE, or replay-or-live FILE: keep answers, or use them again",
      words,
    )
    .option("--prices <file>", 'JSON: {"name-*": {"input": 0.5, "output": 1.5}}, $ for 1M tokens')
    .option(
      "--max-cost <usd>",
      "most that all models may cost, resumptions included; needs --max-tokens",
      numberWithin(0, 1e9),
    );
}
