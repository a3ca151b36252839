import type { Json, JsonObject } from "@agent-gym/core";
import { z } from "zod";

import { json, jsonObject, name } from "../task/json-fields.ts";

/** What the agent is told when a step can't be done. Both may have holes. */
export interface Refusal {
  /** As in `not_found`. Default: `refused`. */
  readonly code?: string;
  readonly message: string;
}

/** A step that has no steps of its own. */
export type PlainStep =
  | {
      readonly op: "get";
      readonly table: string;
      readonly where: JsonObject;
      readonly as: string;
      readonly else?: Refusal;
    }
  | {
      readonly op: "find";
      readonly table: string;
      readonly where?: JsonObject;
      /** Fields; `-` before one sorts downwards. Default: table order, or best fit of a search. */
      readonly sort?: readonly string[];
      readonly limit?: number;
      readonly select?: readonly string[];
      /** Rows that the found ones name: a new field → the table and the field that holds the id. */
      readonly include?: Readonly<Record<string, Inclusion>>;
      readonly as: string;
    }
  | {
      readonly op: "insert";
      readonly table: string;
      readonly row: JsonObject;
      readonly as?: string;
    }
  | {
      readonly op: "update";
      readonly table: string;
      readonly where: JsonObject;
      readonly set?: JsonObject;
      readonly increment?: JsonObject;
      readonly else?: Refusal;
    }
  | {
      readonly op: "delete";
      readonly table: string;
      readonly where: JsonObject;
      readonly else?: Refusal;
    }
  | { readonly op: "require"; readonly that: JsonObject; readonly else: Refusal }
  | { readonly op: "let"; readonly as: string; readonly value: Json };

/** One step of a tool that is answered by table operations. */
export type ProgramStep =
  | PlainStep
  | {
      readonly op: "when";
      readonly that: JsonObject;
      readonly do: readonly PlainStep[];
      readonly otherwise?: readonly PlainStep[];
    }
  | {
      readonly op: "each";
      readonly in: Json;
      readonly as: string;
      readonly do: readonly PlainStep[];
    };

/** The row that a field names, taken into the row that has the field. */
export interface Inclusion {
  readonly table: string;
  readonly by: string;
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
