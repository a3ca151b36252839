import { canonicalJson, contentText, type Action, type Json, type Turn } from "@agent-gym/core";

import { actionsOf } from "../row/actions.ts";
import type { RejectedRow, Row } from "../row/row.ts";
import type { TaskSelection } from "../stages/run-stages.ts";
import type {
  ConversationExample,
  Example,
  ExampleKind,
  LabelExample,
  PreferenceExample,
} from "./example.ts";

/** Whether a row becomes one example, or one for each turn that is learned. */
export type Expand = "conversation" | "turn";

/**
 * The examples of one kind that a task's attempts give.
 *
 * @param options.index the place of the task's prompt among the dataset's, from 0.
 */
export function examplesOf(
  selection: TaskSelection,
  kind: ExampleKind,
  options: { readonly expand: Expand; readonly index: number; readonly split: string },
): readonly Example[] {
  const { kept, rejected, task } = selection;
  const rows = kept.map(({ row }) => row);
  if (kind === "conversation")
    return rows.flatMap((row) => conversationExamples(row, options.expand));
  if (kind === "preference") return preferenceExamples(rows, rejected);
  if (kind === "label") return preferenceExamples(rows, rejected).flatMap(labelExamples);
  const [row] = rows;
  const { index, split } = options;
  return row === undefined ? [] : [{ kind: "prompt", row, task, index, split }];
}

/** A row whole, or each of its turns that is learned. */
export function conversationExamples(row: Row, expand: Expand): readonly ConversationExample[] {
  if (expand === "conversation") return [{ kind: "conversation", row }];
  return row.loss.flatMap((learned, turn): readonly ConversationExample[] =>
    learned ? [{ kind: "conversation", row, turn }] : [],
  );
}

/**
 * Pairs each failed attempt with the successful one that went the same way longest, at the turn where
 * the two part: what they said and called was equal until then, and so was what came back. Only
 * attempts that were judged a failure count: one that an error ended proves nothing.
 */
export function preferenceExamples(
  rows: readonly Row[],
  rejected: readonly RejectedRow[],
): readonly PreferenceExample[] {
  const failed = rejected.filter(({ decisions }) => decisions.at(-1)?.code === "failed");
  return failed.flatMap(({ row: loser }) => {
    const best = rows
      .flatMap((row) => {
        const parting = partingOf(row, loser);
        return parting === undefined ? [] : [{ row, ...parting }];
      })
      .reduce<({ readonly row: Row } & Parting) | undefined>(
        (found, one) => (found === undefined || one.turn > found.turn ? one : found),
        undefined,
      );
    return best === undefined ? [] : [pairOf(best.row, loser, best)];
  });
}

function labelExamples(pair: PreferenceExample): readonly LabelExample[] {
  const { prompt, chosen, rejected, row, rejectedRow, turn } = pair;
  return [
    { kind: "label", prompt, completion: chosen, label: true, row, turn },
    { kind: "label", prompt, completion: rejected, label: false, row: rejectedRow, turn },
  ];
}

/** Where two attempts part: the number of the action, and its place among the turns. */
interface Parting {
  readonly turn: number;
  readonly place: number;
}

/** `undefined` when one is the other's beginning, or they were told different things. */
function partingOf(left: Row, right: Row): Parting | undefined {
  if (left.provenance.toolsDigest !== right.provenance.toolsDigest) return undefined;
  let turn = 0;
  for (const [place, one] of left.transcript.turns.entries()) {
    const other = right.transcript.turns[place];
    if (other === undefined) return undefined;
    const same = canonicalJson(behaviour(one)) === canonicalJson(behaviour(other));
    if ("action" in one) {
      if (!same) return "action" in other ? { turn, place } : undefined;
      turn += 1;
    } else if (!same) {
      // Equal deeds with different results: neither answer was the better one.
      return undefined;
    }
  }
  return undefined;
}

/** What of a turn others can see: thoughts and call ids differ between attempts that do the same. */
function behaviour(turn: Turn): Json {
  if ("action" in turn) {
    const { text, calls, malformed } = turn.action;
    return [
      text.trim(),
      calls.map(({ name, arguments: values }) => [name, values]),
      malformed.map(({ source }) => source),
    ];
  }
  const { results = [], message = "" } = turn.observation;
  return [results.map(({ content }) => contentText(content)), contentText(message)];
}

function pairOf(row: Row, rejectedRow: Row, { turn, place }: Parting): PreferenceExample {
  return {
    kind: "preference",
    prompt: { ...row.transcript, turns: row.transcript.turns.slice(0, place) },
    chosen: actionAt(row, turn),
    rejected: actionAt(rejectedRow, turn),
    row,
    rejectedRow,
    turn,
  };
}

function actionAt(row: Row, turn: number): Action {
  const action = actionsOf(row.transcript)[turn];
  if (action === undefined) throw new Error(`${row.id} has no turn ${turn + 1}.`);
  return action;
}
