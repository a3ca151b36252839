/**
 * A value of a database as JSON. What JSON can't hold is named: an integer beyond ±(2^53 - 1) by its
 * digits, an endless number by its sign, bytes in hexadecimal.
 */
export type SqlValue =
  | null
  | number
  | string
  | { readonly integer: string }
  | { readonly real: "Infinity" | "-Infinity" }
  | { readonly blob: string };

/** A row: one value per column, in their order. */
export type SqlRow = readonly SqlValue[];
