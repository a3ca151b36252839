import type { Json, JsonObject } from "@agent-gym/core";
import { z } from "zod";

import { json, jsonObject, name } from "../task/json-fields.ts";

/** What the agent is told when a step can't be done. Both may have holes. */
export interface Refusal {
  /** As in `not_found`. Default: `refused`. */
  readonly code?: string;
  /** What the agent reads. */
  readonly message: string;
}

/** A step that has no steps of its own. */
export type PlainStep =
  | {
      readonly op: "get";
      /** Where to look. */
      readonly table: string;
      /**
       * All entries must hold: a field and its value, or comparisons as in `{"gte": 3}`; also
       * `$any`, `$not`, `$search`. May have holes.
       */
      readonly where: JsonObject;
      /** The name under which later steps and the result find the first such row. */
      readonly as: string;
      /** What the agent is told when there is none. Default: `not_found`. */
      readonly else?: Refusal;
    }
  | {
      readonly op: "find";
      /** Where to look. */
      readonly table: string;
      /** As in `get`. Default: every row. */
      readonly where?: JsonObject;
      /** Fields; `-` before one sorts downwards. Default: table order, or best fit of a search. */
      readonly sort?: readonly string[];
      /** At most so many rows, after sorting. Default: all. */
      readonly limit?: number;
      /** The fields to keep. Default: all. */
      readonly select?: readonly string[];
      /** Rows that the found ones name: a new field → the table and the field that holds the id. */
      readonly include?: Readonly<Record<string, Inclusion>>;
      /** The name under which later steps and the result find the list. */
      readonly as: string;
    }
  | {
      readonly op: "insert";
      /** Where the row is added. */
      readonly table: string;
      /** The row without its id, which is given out. May have holes. */
      readonly row: JsonObject;
      /** The name under which later steps and the result find the new row. */
      readonly as?: string;
    }
  | {
      readonly op: "update";
      /** Whose rows are changed. */
      readonly table: string;
      /** As in `get`; every row that meets it is changed. */
      readonly where: JsonObject;
      /** Fields and their new values. May have holes. */
      readonly set?: JsonObject;
      /** Number fields and what is added to them. May have holes. */
      readonly increment?: JsonObject;
      /** What the agent is told when no row meets it. Default: `not_found`. */
      readonly else?: Refusal;
    }
  | {
      readonly op: "delete";
      /** Whose rows are removed. */
      readonly table: string;
      /** As in `get`; every row that meets it is removed. */
      readonly where: JsonObject;
      /** What the agent is told when no row meets it. Default: `not_found`. */
      readonly else?: Refusal;
    }
  | {
      readonly op: "require";
      /** A condition on all names: `args.x`, `now`, and what steps found. */
      readonly that: JsonObject;
      /** What the agent is told when it does not hold. */
      readonly else: Refusal;
    }
  | {
      readonly op: "let";
      /** The name that it gets. */
      readonly as: string;
      /** Any JSON. May have holes. */
      readonly value: Json;
    };

/** One step of a tool that is answered by table operations. */
export type ProgramStep =
  | PlainStep
  | {
      readonly op: "when";
      /** A condition on all names, as in `require`. */
      readonly that: JsonObject;
      /** Done when it holds. */
      readonly do: readonly PlainStep[];
      /** Done when it does not. Default: nothing. */
      readonly otherwise?: readonly PlainStep[];
    }
  | {
      readonly op: "each";
      /** A list of at most 100 values, as in `"${args.item_ids}"`. */
      readonly in: Json;
      /** The name of the value that is at hand. */
      readonly as: string;
      /** Done for each value, in order. */
      readonly do: readonly PlainStep[];
    };

/** The row that a field names, taken into the row that has the field. */
export interface Inclusion {
  /** Where the row is. */
  readonly table: string;
  /** The field of the found row that holds the other's id. */
  readonly by: string;
  /** The fields to keep. Default: all. */
  readonly select?: readonly string[];
}

const refusal: z.ZodType<Refusal> = z.strictObject({
  code: name.exactOptional().describe("As in not_found. Default: refused."),
  message: z.string().min(1).describe("What the agent reads; may have holes."),
});

const where = jsonObject.describe(
  'All entries must hold: field → value, or comparisons as in {"gte": 3}; also $any, $not, $search.',
);
const fields = z.array(z.string().min(1)).min(1);
const as = name.describe("The name under which later steps and the result find it.");

const get = z.strictObject({
  op: z.literal("get").describe("The first row that meets the condition, or the refusal."),
  table: name,
  where,
  as,
  else: refusal.exactOptional(),
});
const find = z.strictObject({
  op: z.literal("find").describe("All rows that meet the condition."),
  table: name,
  where: where.exactOptional(),
  sort: fields.exactOptional().describe("Fields; a hyphen before one sorts downwards."),
  limit: z.int().positive().exactOptional(),
  select: fields.exactOptional().describe("The fields to keep; all when absent."),
  include: z
    .record(name, z.strictObject({ table: name, by: name, select: fields.exactOptional() }))
    .exactOptional()
    .describe(
      "Takes in rows that the found ones name: new field → the table, and the field of the id.",
    ),
  as,
});
const insert = z.strictObject({
  op: z.literal("insert").describe("Adds a row; its id is given out."),
  table: name,
  row: jsonObject.describe("The row without its id; may have holes."),
  as: as.exactOptional(),
});
const update = z.strictObject({
  op: z
    .literal("update")
    .describe("Changes every row that meets the condition; none: the refusal."),
  table: name,
  where,
  set: jsonObject.exactOptional().describe("Fields and their new values."),
  increment: jsonObject.exactOptional().describe("Number fields and what is added to them."),
  else: refusal.exactOptional(),
});
const remove = z.strictObject({
  op: z
    .literal("delete")
    .describe("Removes every row that meets the condition; none: the refusal."),
  table: name,
  where,
  else: refusal.exactOptional(),
});
const require = z.strictObject({
  op: z.literal("require").describe("Goes on only if the condition holds."),
  that: jsonObject.describe("A condition on all names: args.x, now, and what steps found."),
  else: refusal,
});
const set = z.strictObject({
  op: z.literal("let").describe("Gives a value a name."),
  as,
  value: json,
});

const plain = [get, find, insert, update, remove, require, set] as const;
const plainSteps = z.array(z.discriminatedUnion("op", plain)).min(1);

export const programStepSchema: z.ZodType<ProgramStep> = z.discriminatedUnion("op", [
  ...plain,
  z.strictObject({
    op: z.literal("when").describe("Steps that are done only if the condition holds."),
    that: jsonObject,
    do: plainSteps,
    otherwise: plainSteps.exactOptional(),
  }),
  z.strictObject({
    op: z.literal("each").describe("Steps that are done for each value of a list."),
    in: json.describe('A list, as in "${args.item_ids}".'),
    as,
    do: plainSteps,
  }),
]);
