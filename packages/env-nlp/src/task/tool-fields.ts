import type { Json, JsonObject } from "@agent-gym/core";
import { z } from "zod";

import { type ProgramStep, programStepSchema } from "../program/tool-program.ts";
import { json, jsonObject, name } from "./json-fields.ts";

/** A tool as the agent is told of it, in the form of OpenAI's API. */
export interface ToolEntry {
  readonly type: "function";
  /** What the agent is told. */
  readonly function: {
    /** Unique in its task. */
    readonly name: string;
    /** What it does and when to use it, for the model. */
    readonly description: string;
    /** JSON Schema of the arguments; no arguments when absent. */
    readonly parameters?: JsonObject;
    /** Kept as it is and without an effect: the environment checks arguments itself. */
    readonly strict?: boolean | null;
  };
}

/** How a tool is answered. */
export interface ToolBehaviour {
  /** Table operations that answer it: no model is asked. */
  readonly steps?: readonly ProgramStep[];
  /** What it returns, with holes for what the steps found. Default: `{"ok": true}`. */
  readonly result?: Json;
  /** For a tool that a model answers: whether it may change anything. */
  readonly effect?: "read" | "write";
  /** Tables that the model sees. Default: all. */
  readonly reads?: readonly string[];
  /** Tables that the model may change. Default: those that it reads. */
  readonly writes?: readonly string[];
  /** JSON Schema of a result that is no error. */
  readonly returns?: JsonObject;
  /** Codes of the errors that it may answer with. Any when absent. */
  readonly errors?: readonly string[];
  /** Calls and what they returned, to show a model the form. */
  readonly examples?: readonly {
    /** What it was called with. */
    readonly arguments: JsonObject;
    /** What it returned. */
    readonly result: Json;
  }[];
}

export const toolEntrySchema: z.ZodType<ToolEntry> = z.strictObject({
  type: z.literal("function"),
  function: z.strictObject({
    name: z.string().min(1),
    description: z.string().default(""),
    parameters: jsonObject.exactOptional(),
    strict: z.boolean().nullable().exactOptional(),
  }),
});

const tables = z.array(name);

export const toolBehaviourSchema: z.ZodType<ToolBehaviour> = z.strictObject({
  steps: z
    .array(programStepSchema)
    .min(1)
    .exactOptional()
    .describe("Table operations that answer it: no model is asked."),
  result: json.exactOptional().describe("What it returns; may have holes. Default {ok: true}."),
  effect: z
    .enum(["read", "write"])
    .exactOptional()
    .describe("For a tool that a model answers: whether it may change anything."),
  reads: tables.exactOptional().describe("Tables that the model sees. Default: all."),
  writes: tables
    .exactOptional()
    .describe("Tables that the model may change. Default: those that it reads."),
  returns: jsonObject.exactOptional().describe("JSON Schema of a result that is no error."),
  errors: z
    .array(name)
    .exactOptional()
    .describe("Codes of the errors that it may answer with. Any when absent."),
  examples: z
    .array(z.strictObject({ arguments: jsonObject, result: json }))
    .exactOptional()
    .describe("Calls and what they returned."),
});
