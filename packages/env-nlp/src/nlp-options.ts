import type { JsonObject, Schema } from "@agent-gym/core";
import { z } from "zod";

import { jsonObject } from "./task/json-fields.ts";

/** How one role is played. */
export interface RoleOptions {
  /** The model that plays it, for whoever makes the models. Default: the run's. */
  readonly model?: string;
  /** Where that model is, for whoever makes the models. Default: the run's. */
  readonly url?: string;
  /** As on the wire. Default: `temperature` 0.7 for the user, 0 for the others. */
  readonly sampling: JsonObject;
  /** How often it is asked for one answer, the first time included. Default 3. */
  readonly attempts: number;
  /** How long one answer may take before it counts as none. Default 90. */
  readonly seconds: number;
}

/** What a run may set about the environment. */
export interface NlpOptions {
  /** Who talks to the agent. */
  readonly user: RoleOptions;
  /** What answers the calls of tools that a model plays. */
  readonly tools: RoleOptions;
  /** Who tells which stages are reached, and whether a fact was asked for. */
  readonly tracker: RoleOptions;
  /** Who judges the items of a rubric that no check decides. */
  readonly judge: RoleOptions;
}

function role(temperature: number, who: string): z.ZodType<RoleOptions> {
  return z
    .strictObject({
      model: z.string().min(1).exactOptional().describe(`The model that plays ${who}.`),
      url: z.url().exactOptional().describe("Where that model is."),
      sampling: jsonObject.default({ temperature }).describe("As on the wire."),
      attempts: z.int().min(1).max(10).default(3).describe("How often it is asked for one answer."),
      seconds: z
        .number()
        .positive()
        .max(600)
        .default(90)
        .describe("How long one answer may take before it counts as none."),
    })
    .prefault({});
}

export const nlpOptionsSchema: Schema<NlpOptions> = z.strictObject({
  user: role(0.7, "the user"),
  tools: role(0, "the tools"),
  tracker: role(0, "the stage tracker"),
  judge: role(0, "the judge"),
});
