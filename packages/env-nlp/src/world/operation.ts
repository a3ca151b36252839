import type { JsonObject } from "@agent-gym/core";

import type { Row } from "./table.ts";

/** What was done to a world, with every value and id settled: a log that can be played again. */
export type Operation =
  | {
      readonly op: "insert";
      /** Where it was added. */
      readonly table: string;
      /** As it was added, its id included. */
      readonly row: Row;
    }
  | {
      readonly op: "update";
      /** Where it is. */
      readonly table: string;
      /** Of the row. */
      readonly id: string;
      /** Fields and their new values, sums worked out. */
      readonly set: JsonObject;
    }
  | {
      readonly op: "delete";
      /** Where it was. */
      readonly table: string;
      /** Of the row. */
      readonly id: string;
    };

/** Operations that a world refuses, one line per fault. Nothing of them was done. */
export class RefusedOperations extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "RefusedOperations";
    this.problems = problems;
  }
}
