/** What is wrong with a record, by a stable name. */
export type ProblemCode =
  | "template-error"
  | "unprintable"
  | "wrong-turns"
  | "lost-thought"
  | "lost-text"
  | "lost-call"
  | "changed-call"
  | "double-encoded"
  | "lost-result"
  | "lost-question"
  | "changed-tools"
  | "broken-prefix"
  | "loss-on-foreign"
  | "no-loss";

/** One fault of one record. */
export interface Problem {
  /** Which rule is broken. */
  readonly code: ProblemCode;
  /** The number of the turn, from 1; absent where the whole record is meant. */
  readonly turn?: number;
  /** What is wrong, in one line for people. */
  readonly message: string;
}
