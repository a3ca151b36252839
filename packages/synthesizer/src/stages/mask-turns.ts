import type { Row } from "../row/row.ts";
import { type Judgement, kept, rejected } from "./stage.ts";

/** What to do with a row that went wrong in some turns, and right in the end. */
export type WrongTurns = "reject" | "mask";

/** A turn that should not be learned. */
export interface WrongTurn {
  /** The number of its action, from 0. */
  readonly turn: number;
  /** A stable name in kebab-case. */
  readonly code: string;
  /** Why it should not be learned, in one line for people. */
  readonly reason: string;
}

/**
 * Rejects a row with wrong turns, or leaves them out of the loss: then what put them right is learned,
 * and they are only read. A row whose last turn is wrong is always rejected.
 */
export function judgeTurns(row: Row, wrong: readonly WrongTurn[], how: WrongTurns): Judgement {
  const [first] = wrong;
  if (first === undefined) return kept;
  const { code } = first;
  const last = row.loss.length - 1;
  const fatal = wrong.find(({ turn }) => turn === last);
  if (how === "reject" || fatal !== undefined) {
    const { turn, code: why, reason } = fatal ?? first;
    return rejected(why, `turn ${turn + 1}: ${reason}`);
  }
  const turns = new Set(wrong.map(({ turn }) => turn));
  const loss = row.loss.map((learned, turn) => learned && !turns.has(turn));
  return {
    decision: "changed",
    row: { ...row, loss },
    code,
    reason: wrong
      .map(({ turn, reason }) => `turn ${turn + 1} is not learned: ${reason}`)
      .join("; "),
    note: { masked: [...turns] },
  };
}
