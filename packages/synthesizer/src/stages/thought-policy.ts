import type { Action } from "@agent-gym/core";

import { actionsOf, withActions } from "../row/actions.ts";
import type { Row } from "../row/row.ts";
import { estimatedTokens } from "../tokens/estimate-tokens.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import { type Judgement, kept, rejected, type Stage } from "./stage.ts";

/** A kind of thought, by its length in tokens; both ends count. */
export interface ThoughtBand {
  /** What a dialect calls it, as in `quick`. */
  readonly type: string;
  /** Tokens. */
  readonly least: number;
  /** Tokens. */
  readonly most: number;
}

/** The kinds of mirau-agent's data. Between them lies a gap: 21 to 99 tokens are of no kind. */
export const mirauThoughtBands: readonly ThoughtBand[] = [
  { type: "quick", least: 0, most: 20 },
  { type: "mid", least: 100, most: 500 },
  { type: "complex", least: 500, most: 2000 },
];

/** How thoughts are measured, and what happens to those that are not what they are called. */
export interface ThoughtPolicyOptions {
  /**
   * `label`: each thought gets the kind of its measured length, whatever its writer called it.
   * `reject`: a row goes whose thoughts are not of the kind that they claim. `keep`: nothing changes,
   * lengths are reported.
   */
  readonly mode: "label" | "reject" | "keep";
  /**
   * What to do with a thought whose length is of no kind, as in the gap from 21 to 99 tokens: take the
   * `nearest` kind, `reject` the row, or `keep` what the writer called it.
   */
  readonly outside: "nearest" | "reject" | "keep";
  /** Default: {@link mirauThoughtBands}. */
  readonly bands?: readonly ThoughtBand[];
  /** The student's tokenizer. Default: an estimate, which the report says. */
  readonly counter?: TokenCounter;
}

/** Measures thoughts with the student's tokenizer, and holds them to the kinds that they are called. */
export function thoughtPolicyStage(options: ThoughtPolicyOptions): Stage {
  const { mode, outside, bands = mirauThoughtBands, counter = estimatedTokens } = options;
  return {
    name: "thought-policy",
    description: "thoughts are of the length that their kind says",
    settings: {
      mode,
      outside,
      bands: bands.map((band) => ({ ...band })),
      tokens: counter.description,
    },
    open: () => {
      const counts: Record<string, number> = {};
      let mislabelled = 0;
      const judge = (row: Row): Judgement => {
        const lengths: number[] = [];
        const actions = actionsOf(row.transcript);
        const changed: Action[] = [];
        for (const [turn, action] of actions.entries()) {
          const { reasoning = "", thinkType } = action;
          if (reasoning === "") {
            changed.push(action);
            continue;
          }
          const tokens = counter.count(reasoning);
          lengths.push(tokens);
          const fitting = bands.filter(({ least, most }) => tokens >= least && tokens <= most);
          const name = fitting[0]?.type ?? "outside";
          counts[name] = (counts[name] ?? 0) + 1;
          if (thinkType !== undefined && !fitting.some(({ type }) => type === thinkType)) {
            mislabelled += 1;
          }
          if (fitting.length === 0 && mode !== "keep" && outside === "reject") {
            return rejected(
              "thought-length",
              `the thought of turn ${turn + 1} has ${tokens} tokens, which is of no kind`,
              { tokens },
            );
          }
          const claimed = bands.find(({ type }) => type === thinkType);
          if (
            mode === "reject" &&
            claimed !== undefined &&
            fitting.length > 0 &&
            !fitting.includes(claimed)
          ) {
            return rejected(
              "thought-kind",
              `the thought of turn ${turn + 1} is called ${claimed.type} and has ${tokens} tokens`,
              { tokens },
            );
          }
          const own = fitting.find(({ type }) => type === thinkType);
          const measured =
            own ?? fitting[0] ?? (outside === "nearest" ? nearest(bands, tokens) : undefined);
          changed.push(
            mode === "label" && measured !== undefined && measured.type !== thinkType
              ? { ...action, thinkType: measured.type }
              : action,
          );
        }
        const note = { tokens: lengths };
        if (changed.every((action, index) => action === actions[index])) return { ...kept, note };
        return {
          decision: "changed",
          row: { ...row, transcript: withActions(row.transcript, changed) },
          code: "thought-labelled",
          reason: "thoughts are called by their measured length",
          note,
        };
      };
      return {
        judge: ({ rows }) => rows.map(judge),
        report: () => ({ estimated: counter.estimated, thoughts: counts, mislabelled }),
      };
    },
  };
}

/** The kind whose ends are least far away; the shorter of equals. */
function nearest(bands: readonly ThoughtBand[], tokens: number): ThoughtBand | undefined {
  const distance = ({ least, most }: ThoughtBand): number =>
    tokens < least ? least - tokens : tokens - most;
  return bands.toSorted(
    (left, right) => distance(left) - distance(right) || left.least - right.least,
  )[0];
}
