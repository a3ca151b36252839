import type { Cursor } from "./cursor.ts";
import type { Expression } from "./expression.ts";

/** The rules of the grammar that others call back, from the widest to the narrowest. */
export interface Grammar {
  readonly cursor: Cursor;
  /** Items between commas, and what joins items in words. */
  readonly list: () => readonly Expression[];
  /** One item: a relation, or what stands at one side of it. */
  readonly item: () => Expression;
  /** Terms joined by plus and minus. */
  readonly sum: () => Expression;
  /** Factors side by side, without an operator between them: what `\sin` takes. */
  readonly juxtaposed: () => Expression;
  readonly power: () => Expression;
  /** A group, or the next single token: what `\frac` and `^` take. */
  readonly argument: () => Expression;
}
