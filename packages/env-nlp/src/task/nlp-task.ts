import type { JsonObject, Schema } from "@agent-gym/core";
import { z } from "zod";

import { type Table, tableSchema } from "../world/table.ts";
import {
  type Check,
  checkSchema,
  type RubricItem,
  rubricItemSchema,
  type StateCheck,
} from "./check.ts";
import { id, jsonObject, name } from "./json-fields.ts";
import {
  type ToolBehaviour,
  toolBehaviourSchema,
  type ToolEntry,
  toolEntrySchema,
} from "./tool-fields.ts";
import { type User, userSchema } from "./user-fields.ts";

/** A step of the user's story. */
export interface Stage {
  /** Unique in its task. */
  readonly id: string;
  /** What has happened when it is reached. */
  readonly description: string;
  /** When it is reached. Absent: the tracker tells, and quotes what shows it. */
  readonly done?: readonly Check[];
}

/** What is there besides the dialogue. */
export interface WorldData {
  /** `closed`: only what the tables hold exists. `open`: a model may make up what a read finds. */
  readonly mode: "closed" | "open";
  /** The date and time in the world, for tools to see: `2026-05-01T09:00:00Z`. */
  readonly now?: string;
  /** By name. Default: none. */
  readonly tables?: Readonly<Record<string, Table>>;
  /** What every state must keep, beyond rows and references. */
  readonly invariants?: readonly StateCheck[];
}

/** What an episode is judged by. */
export interface Rubric {
  /** `all`: 1 when all required items are met. `weighted`: the share of the weights. Default `all`. */
  readonly basis?: "all" | "weighted";
  /** At least one; their ids differ. */
  readonly items: readonly RubricItem[];
}

/** One turn of a reference solution: calls together, or words. */
export type SolutionTurn =
  | {
      /** What the agent says. */
      readonly say: string;
    }
  | {
      /** At least one; they are made at once. */
      readonly calls: readonly {
        /** Of the tool. */
        readonly name: string;
        /** What the tool is called with. */
        readonly arguments: JsonObject;
      }[];
    };

/** Where a compiled task comes from. */
export interface Compiled {
  /** Digest of the task that it was made of. */
  readonly from: string;
  /** The model's name. */
  readonly model: string;
  /** The version of the prompt that it was given. */
  readonly prompt: string;
  /** A person has read it. Until then it is refused. */
  readonly reviewed: boolean;
}

/** The data of one dialogue task. The first five fields are all that a short task has. */
export interface NlpTask {
  /** The product or service, and what it does. */
  readonly environment_description: string;
  /** A word for it, as in `social_commerce`. Default: none. */
  readonly environment_type?: string;
  /** Who the user is, and what about. */
  readonly user_persona?: string;
  /** In order; a text is the description of a stage without an id or checks of its own. */
  readonly story_stages: readonly (string | Stage)[];
  /** What the agent may call. */
  readonly tools: readonly ToolEntry[];
  /** Unique in its file. Default: the first eight digits of its digest. */
  readonly id?: string;
  /** As in BCP 47. Default: `zh` or `en`, as the texts are. */
  readonly language?: string;
  /** The rules that the agent is given. */
  readonly policy?: string;
  /** The user's first words, as they are. */
  readonly initial_message?: string;
  /** Who the agent talks to, beyond the persona. */
  readonly user?: User;
  /** What exists besides the dialogue. */
  readonly world?: WorldData;
  /** How each tool is answered, by the tool's name. A tool that is absent is played by a model. */
  readonly tool_specs?: Readonly<Record<string, ToolBehaviour>>;
  /** What the episode is judged by. Default: a judge says whether each stage was reached. */
  readonly rubric?: Rubric;
  /** How long an episode may become. */
  readonly limits?: {
    /** Actions of the agent. Default 60. */
    readonly turns?: number;
    /** Calls of the roles' models together. Default 300. */
    readonly role_calls?: number;
  };
  /** Turns that solve the task. */
  readonly solution?: readonly SolutionTurn[];
  /** There in a task that a model completed. */
  readonly compiled?: Compiled;
  /** As in `easy`, `medium`, `hard`. */
  readonly difficulty?: string;
  /** Empty when absent. */
  readonly tags: readonly string[];
  /** As in `train`, `test`. */
  readonly split?: string;
  /** An SPDX identifier. */
  readonly license?: string;
  /** Where the task comes from. */
  readonly source?: string;
}

const stageSchema: z.ZodType<Stage> = z.strictObject({
  id,
  description: z.string().min(1),
  done: z.array(checkSchema).min(1).exactOptional().describe("When it is reached."),
});

const worldSchema: z.ZodType<WorldData> = z.strictObject({
  mode: z
    .enum(["closed", "open"])
    .describe("closed: only what the tables hold exists. open: a model may make things up."),
  now: z.iso.datetime({ offset: true }).exactOptional().describe("The date and time in the world."),
  tables: z.record(name, tableSchema).exactOptional(),
  invariants: z
    .array(checkSchema as unknown as z.ZodType<StateCheck>)
    .exactOptional()
    .describe("Checks of the kind state that always hold."),
});

const solutionTurn: z.ZodType<SolutionTurn> = z.union([
  z.strictObject({ say: z.string().min(1) }),
  z.strictObject({
    calls: z.array(z.strictObject({ name: z.string(), arguments: jsonObject })).min(1),
  }),
]);

/** Of a task's data. Unknown fields are refused, so that a misspelt one can't be overlooked. */
export const nlpTaskSchema: Schema<NlpTask> = z.strictObject({
  id: z.string().min(1).exactOptional().describe("Unique in its file."),
  environment_description: z.string().min(1).describe("The product or service, and what it does."),
  environment_type: z.string().exactOptional().describe("A word for it, as in social_commerce."),
  user_persona: z.string().min(1).exactOptional().describe("Who the user is, and what about."),
  story_stages: z
    .array(z.union([z.string().min(1), stageSchema]))
    .default([])
    .describe("How the user's story goes on, in order."),
  tools: z.array(toolEntrySchema).default([]).describe("What the agent can call."),
  language: z.string().min(2).exactOptional().describe("Of the dialogue, as in BCP 47: en, zh."),
  policy: z.string().min(1).exactOptional().describe("The rules that the agent is given."),
  initial_message: z
    .string()
    .min(1)
    .exactOptional()
    .describe("The user's first words, as they are."),
  user: userSchema.exactOptional().describe("Who the agent talks to."),
  world: worldSchema.exactOptional().describe("What is there besides the dialogue."),
  tool_specs: z
    .record(z.string(), toolBehaviourSchema)
    .exactOptional()
    .describe("How tools are answered: tool → its behaviour. Absent: a model answers."),
  rubric: z
    .strictObject({
      basis: z.enum(["all", "weighted"]).exactOptional(),
      items: z.array(rubricItemSchema).min(1),
    })
    .exactOptional()
    .describe("What an episode is judged by. Absent: a judge says whether each stage was reached."),
  limits: z
    .strictObject({
      turns: z.int().positive().exactOptional(),
      role_calls: z.int().positive().exactOptional(),
    })
    .exactOptional(),
  solution: z.array(solutionTurn).min(1).exactOptional().describe("What solves the task."),
  compiled: z
    .strictObject({
      from: z.string(),
      model: z.string(),
      prompt: z.string(),
      reviewed: z.boolean(),
    })
    .exactOptional()
    .describe("Of a task that a model filled in: set reviewed to true once you have read it."),
  difficulty: z.string().exactOptional().describe("As in easy, medium, hard."),
  tags: z.array(z.string()).default([]),
  split: z.string().exactOptional().describe("As in train, test."),
  license: z.string().exactOptional().describe("An SPDX identifier."),
  source: z.string().exactOptional().describe("Where the task comes from."),
});
