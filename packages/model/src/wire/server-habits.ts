import type { JsonObject, ProviderError } from "@agent-gym/core";

import type { ReplayReasoning } from "../chat-model-options.ts";
import { objectField } from "./read-field.ts";

/** How a server is asked for an answer that fits a schema, from the strictest form down. */
export type SchemaForm = "json_schema" | "json_object" | "prompt";

/**
 * What one server was found to take and to refuse. It starts with what most servers take, and is
 * changed by the refusals (status 400) that name a field; each change holds for all later calls.
 *
 * - `stream_options` refused: streams come without usage, which is then estimated
 * - `response_format` refused: `json_schema`, then `json_object` with the schema in the prompt,
 *   then the prompt alone
 * - `max_tokens` refused for `max_completion_tokens`: the limit goes by that name
 * - thoughts demanded back: they are sent with every turn that calls tools
 * - in the Responses API: encrypted thoughts refused, or a seed: they are not asked for, or sent
 */
export class ServerHabits {
  includeUsage = true;
  schemaForm: SchemaForm = "json_schema";
  tokenLimitField: "max_tokens" | "max_completion_tokens" = "max_tokens";
  includeReasoning = true;
  takesSeed = true;
  replayReasoning: ReplayReasoning;
  /** How the server spells its thoughts: the spelling of its last answer that had some. */
  reasoningField = "reasoning_content";

  constructor(replayReasoning: ReplayReasoning) {
    this.replayReasoning = replayReasoning;
  }

  /** Takes a refusal to heart; `false` when it says nothing about what this class knows. */
  learn(error: ProviderError, sent: JsonObject): boolean {
    if (error.code !== "bad-request") return false;
    const complaint = error.message;
    // Judged by what was sent, not by what is known: another call may have learnt it meanwhile.
    if ("stream_options" in sent && /stream_options|include_usage/i.test(complaint)) {
      this.includeUsage = false;
      return true;
    }
    if (/max_completion_tokens/.test(complaint) && "max_tokens" in sent) {
      this.tokenLimitField = "max_completion_tokens";
      return true;
    }
    if ("include" in sent && /encrypted|\binclude\b/i.test(complaint)) {
      this.includeReasoning = false;
      return true;
    }
    if ("input" in sent && "seed" in sent && /\bseed\b/i.test(complaint)) {
      this.takesSeed = false;
      return true;
    }
    if (/reasoning(?:_content)?\b.*\b(?:passed back|required|missing)/is.test(complaint)) {
      const silent = this.replayReasoning === "never";
      if (silent) this.replayReasoning = "tool-turns";
      return true;
    }
    const format = objectField(
      "response_format" in sent
        ? sent
        : { response_format: objectField(sent, "text")["format"] ?? null },
      "response_format",
    );
    if (
      "type" in format &&
      /response_format|text\.format|json_schema|json_object/i.test(complaint)
    ) {
      const refused = format["type"];
      if (refused === "json_object") this.schemaForm = "prompt";
      else if (this.schemaForm === "json_schema") this.schemaForm = "json_object";
      return true;
    }
    return false;
  }
}
