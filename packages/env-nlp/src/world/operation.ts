import type { JsonObject } from "@agent-gym/core";

import type { Row } from "./table.ts";

/** What was done to a world, with every value and id settled: a log that can be played again. */
export type Operation =
  | { readonly op: "insert"; readonly table: string; readonly row: Row }
  | { readonly op: "update"; readonly table: string; readonly id: string; readonly set: JsonObject }
  | { readonly op: "delete"; readonly table: string; readonly id: string };

/** Operations that a world refuses, one line per fault. Nothing of them was done. */
export class RefusedOperations extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "RefusedOperations";
    this.problems = problems;
  }
}
