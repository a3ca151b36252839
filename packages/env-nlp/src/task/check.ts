import type { JsonObject } from "@agent-gym/core";
import { z } from "zod";

import { id, jsonObject, name, phrases } from "./json-fields.ts";

/** How many: exactly so many, or within bounds. */
export type Count =
  | number
  | {
      /** At least so many. Default 0. */
      readonly min?: number;
      /** At most so many. Default: any number. */
      readonly max?: number;
    };

/** How many rows of a table meet a condition. */
export interface StateCheck {
  readonly kind: "state";
  /** Where the rows are counted. */
  readonly table: string;
  /** As in a tool's `get`. Default: every row. */
  readonly where?: JsonObject;
  /** Default: at least one. */
  readonly count?: Count;
}

/** Rows are as they were at the start: none added, none gone, none changed. */
export interface UnchangedCheck {
  readonly kind: "unchanged";
  /** At least one. */
  readonly tables: readonly string[];
  /** Rows that may change: table → a condition on the row, as it was or as it became. */
  readonly except?: Readonly<Record<string, JsonObject>>;
}

/** How often the agent called a tool with success. */
export interface CallCheck {
  readonly kind: "call";
  /** The tool's name. */
  readonly tool: string;
  /** A condition on the arguments. */
  readonly arguments?: JsonObject;
  /** A condition on the result. */
  readonly result?: JsonObject;
  /** Default: at least one. */
  readonly count?: Count;
}

/** What was said, in words that may stand anywhere in what one side said. */
export interface SaidCheck {
  readonly kind: "said";
  /** Default: the agent. */
  readonly by?: "agent" | "user";
  /** One of these was said. */
  readonly any?: readonly string[];
  /** All of these were said. */
  readonly all?: readonly string[];
  /** None of these was said. */
  readonly none?: readonly string[];
}

/** The user told a fact. */
export interface ToldCheck {
  readonly kind: "told";
  /** The fact's id. */
  readonly fact: string;
  /** Default: `true`. `false`: the user has not told it. */
  readonly is?: boolean;
}

/** Something that code can tell of an episode: pure data. */
export type Check = StateCheck | UnchangedCheck | CallCheck | SaidCheck | ToldCheck;

const number = z.int().nonnegative();
const count = z
  .union([number, z.strictObject({ min: number.exactOptional(), max: number.exactOptional() })])
  .describe("Exactly so many, or {min, max}. Default: at least one.");
const where = jsonObject.describe(
  'All entries must hold: field → value, or comparisons as in {"gte": 3}; also $any, $not, $search.',
);

const shapes = {
  state: {
    kind: z.literal("state").describe("How many rows of a table meet a condition."),
    table: name,
    where: where.exactOptional(),
    count: count.exactOptional(),
  },
  unchanged: {
    kind: z.literal("unchanged").describe("Rows are as they were at the start."),
    tables: z.array(name).min(1),
    except: z
      .record(name, jsonObject)
      .exactOptional()
      .describe("Rows that may change: table → a condition on the row before or after."),
  },
  call: {
    kind: z.literal("call").describe("How often the agent called a tool with success."),
    tool: name,
    arguments: where.exactOptional(),
    result: where.exactOptional(),
    count: count.exactOptional(),
  },
  said: {
    kind: z.literal("said").describe("What was said; Latin words and numbers only whole."),
    by: z.enum(["agent", "user"]).exactOptional(),
    any: phrases.exactOptional().describe("One of these was said."),
    all: phrases.exactOptional().describe("All of these were said."),
    none: phrases.exactOptional().describe("None of these was said."),
  },
  told: {
    kind: z.literal("told").describe("The user told a fact."),
    fact: id,
    is: z.boolean().exactOptional().describe("false: the user has not told it."),
  },
};

export const checkSchema: z.ZodType<Check> = z.discriminatedUnion("kind", [
  z.strictObject(shapes.state),
  z.strictObject(shapes.unchanged),
  z.strictObject(shapes.call),
  z.strictObject(shapes.said),
  z.strictObject(shapes.told),
]);

/** What an item of a rubric has besides its check. */
export interface ItemBasics {
  /** Unique in its rubric. */
  readonly id: string;
  /** Without it the reward is 0. Default: yes, unless the rubric is weighted. */
  readonly required?: boolean;
  /** In a weighted rubric. Default 1. */
  readonly weight?: number;
}

/** Something that only a reader can tell; a judge must quote what shows it. */
export interface JudgedCheck {
  readonly kind: "judged";
  /** A statement that is true of the episode, or not. */
  readonly text: string;
}

/** One thing that an episode is judged by. */
export type RubricItem = ItemBasics & (Check | JudgedCheck);

const basics = {
  id,
  required: z.boolean().exactOptional().describe("Without it the reward is 0."),
  weight: z.number().nonnegative().exactOptional().describe("In a weighted rubric. Default 1."),
};

export const rubricItemSchema: z.ZodType<RubricItem> = z.discriminatedUnion("kind", [
  z.strictObject({ ...basics, ...shapes.state }),
  z.strictObject({ ...basics, ...shapes.unchanged }),
  z.strictObject({ ...basics, ...shapes.call }),
  z.strictObject({ ...basics, ...shapes.said }),
  z.strictObject({ ...basics, ...shapes.told }),
  z.strictObject({
    ...basics,
    kind: z.literal("judged").describe("Something that only a reader can tell."),
    text: z.string().min(1).describe("A statement that is true of the episode, or not."),
  }),
]);
