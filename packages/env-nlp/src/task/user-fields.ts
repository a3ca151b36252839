import { z } from "zod";

import { type Check, checkSchema } from "./check.ts";
import { id, phrases } from "./json-fields.ts";

/** When a user may tell a fact: at once, when the agent asks, after a stage, or never. */
export type Disclosure = "upfront" | "when_asked" | "never" | `after:${string}`;

/** Something that the user knows. */
export interface Fact {
  /** Unique in its task. */
  readonly id: string;
  /** What the user knows, in the user's words. */
  readonly text: string;
  /** Default: `upfront`. */
  readonly disclose?: Disclosure;
  /** Words of the agent that ask for it. Absent: the tracker tells whether it was asked for. */
  readonly asked?: readonly string[];
  /** Words one of which a message holds that tells it. Absent: the user says that it told it. */
  readonly words?: readonly string[];
  /** The user does not accept before it has told this. */
  readonly must_convey?: boolean;
}

/** What the user does with a turn: goes on, is content and leaves, or leaves without. */
export type UserAct = "continue" | "accept" | "give_up";

/** What a scripted user says, and when. */
export interface UserRule {
  /** For people. Default: none. */
  readonly id?: string;
  /** Always when absent. */
  readonly when?: {
    /** The agent has just said one of these. */
    readonly said?: readonly string[];
    /** All of these hold, as things stand. */
    readonly checks?: readonly Check[];
  };
  /** What the user says. */
  readonly say: string;
  /** Facts that it tells so. */
  readonly tells?: readonly string[];
  /** Default: `continue`. A rule that accepts applies only when the user may accept. */
  readonly act?: UserAct;
  /** How often it may apply. */
  readonly at_most?: number;
}

/** A user without a model: the first rule that applies answers. */
export interface UserScript {
  /** In the order in which they are tried. */
  readonly rules: readonly UserRule[];
  /** What it says when no rule applies, in turn, the last one again and again. */
  readonly otherwise?: readonly string[];
}

/** Who the agent talks to. */
export interface User {
  /** What the user wants, in the user's eyes. */
  readonly goal?: string;
  /** What the user knows. Default: nothing in particular. */
  readonly facts?: readonly Fact[];
  /** What the user does not know, and must not make up. */
  readonly unknown?: readonly string[];
  /** Ways to behave → how likely each is in a turn, 0 to 1. */
  readonly behaviours?: Readonly<Record<string, number>>;
  /** What must hold before the user accepts. */
  readonly accept?: readonly Check[];
  /** After how many turns without progress the user gives up. Default 5. */
  readonly patience?: number;
  /** A user without a model. Default: a model plays the user. */
  readonly script?: UserScript;
}

const factSchema: z.ZodType<Fact> = z.strictObject({
  id,
  text: z.string().min(1),
  disclose: z
    .union([
      z.enum(["upfront", "when_asked", "never"]),
      z.templateLiteral(["after:", z.string().min(1)]),
    ])
    .exactOptional()
    .describe("upfront (default), when_asked, after:<stage>, or never."),
  asked: phrases.exactOptional().describe("Words of the agent that ask for it."),
  words: phrases.exactOptional().describe("Words one of which a message holds that tells it."),
  must_convey: z
    .boolean()
    .exactOptional()
    .describe("The user does not accept before it has told this."),
});

const ruleSchema: z.ZodType<UserRule> = z.strictObject({
  id: id.exactOptional(),
  when: z
    .strictObject({
      said: phrases.exactOptional().describe("The agent has just said one of these."),
      checks: z.array(checkSchema).exactOptional().describe("All of these hold."),
    })
    .exactOptional()
    .describe("Absent: whenever it comes to this rule."),
  say: z.string().min(1),
  tells: z.array(id).exactOptional().describe("Facts that it tells so."),
  act: z.enum(["continue", "accept", "give_up"]).exactOptional(),
  at_most: z.int().positive().exactOptional().describe("How often it may apply."),
});

export const userSchema: z.ZodType<User> = z.strictObject({
  goal: z.string().min(1).exactOptional().describe("What the user wants, in the user's eyes."),
  facts: z.array(factSchema).exactOptional(),
  unknown: z
    .array(z.string())
    .exactOptional()
    .describe("What the user does not know, and must not make up."),
  behaviours: z
    .record(z.string(), z.number().min(0).max(1))
    .exactOptional()
    .describe("Ways to behave → how likely each is in a turn."),
  accept: z.array(checkSchema).exactOptional().describe("What must hold before the user accepts."),
  patience: z
    .int()
    .positive()
    .exactOptional()
    .describe("After how many turns without progress the user gives up. Default 5."),
  script: z
    .strictObject({
      rules: z.array(ruleSchema),
      otherwise: phrases.exactOptional().describe("What it says when no rule applies."),
    })
    .exactOptional()
    .describe("A user without a model: the first rule that applies answers."),
});
