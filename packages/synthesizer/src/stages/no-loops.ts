import { canonicalJson, contentText, type Transcript } from "@agent-gym/core";

import { actionsOf } from "../row/actions.ts";
import { kept, rejected, rowStage, type Stage } from "./stage.ts";

/** How much repetition is allowed. */
export interface NoLoopsOptions {
  /** The same calls with the same results may come so many times. Default 2. */
  readonly repeats?: number;
  /** Of the eight-word runs of one turn's words so many may be repetitions. Default 0.5. */
  readonly repetition?: number;
}

/** No agent that goes round in circles: the same calls over again, or the same words. */
export function noLoopsStage(options: NoLoopsOptions = {}): Stage {
  const { repeats = 2, repetition = 0.5 } = options;
  return rowStage({
    name: "no-loops",
    description: "no agent that repeats its calls or its words",
    settings: { repeats, repetition },
    judge: ({ transcript }) => {
      const times = mostRepeated(transcript);
      if (times > repeats) {
        return rejected("repeated-calls", `the same calls gave the same results ${times} times`);
      }
      const turn = actionsOf(transcript).findIndex(
        ({ reasoning = "", text }) => repetitionOf(`${reasoning}\n${text}`) > repetition,
      );
      return turn === -1 ? kept : rejected("repeated-words", `turn ${turn + 1} repeats itself`);
    },
  });
}

/** How often the most repeated pair of calls and results occurs. */
function mostRepeated({ turns }: Transcript): number {
  const counts = new Map<string, number>();
  for (const [index, turn] of turns.entries()) {
    if (!("action" in turn) || turn.action.calls.length === 0) continue;
    const next = turns[index + 1];
    const results =
      next !== undefined && "observation" in next ? (next.observation.results ?? []) : [];
    const key = canonicalJson([
      turn.action.calls.map(({ name, arguments: values }) => [name, values]),
      results.map(({ content }) => contentText(content)),
    ]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/**
 * How much of a text repeats itself, from 0 to 1: of its runs of eight words, or characters in scripts
 * without spaces, those that came before. Short texts never do.
 */
function repetitionOf(text: string): number {
  const words = text
    .toLowerCase()
    .match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\p{L}\p{N}]+/gu);
  if (words === null || words.length < 50) return 0;
  const seen = new Set<string>();
  const runs = words.length - 7;
  for (let start = 0; start < runs; start += 1) seen.add(words.slice(start, start + 8).join(" "));
  return 1 - seen.size / runs;
}
