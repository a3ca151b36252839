import type { Json, JsonObject } from "@agent-gym/core";
import { isJsonObject } from "@agent-gym/core";

import type { Answer } from "./answer.ts";
import { toFinishReason } from "./finish-reason.ts";
import { numbersField, objectField, objectsField, textField } from "./read-field.ts";
import { readUsage } from "./reported-usage.ts";
import type { ReportedUsage } from "./reported-usage.ts";
import { ToolCallSlots } from "./tool-call-slots.ts";
import type { AnswerAssembly } from "./wire-api.ts";

/** Puts a chat completion together: from the chunks of a stream, or from one plain answer. */
export class AnswerBuilder implements AnswerAssembly {
  readonly #content: string[] = [];
  readonly #refusal: string[] = [];
  readonly #reasoning: string[] = [];
  readonly #calls: ToolCallSlots = new ToolCallSlots();
  readonly #ids: number[] = [];
  readonly #logprobs: number[] = [];
  #promptIds: readonly number[] | undefined;
  #finish: string | undefined;
  #usage: ReportedUsage | undefined;
  #model: string | undefined;
  #reasoningField: string | undefined;
  #started = false;

  get finish(): string | undefined {
    return this.#finish;
  }

  get started(): boolean {
    return this.#started;
  }

  get reasoningField(): string | undefined {
    return this.#reasoningField;
  }

  addChunk(chunk: JsonObject): string {
    this.#addHead(chunk);
    const choice = firstChoice(chunk);
    if (choice === undefined) return "";
    // A last chunk may hold the whole message besides an empty delta.
    return this.#addChoice(choice, isJsonObject(choice["delta"]) ? choice["delta"] : {});
  }

  addCompletion(completion: JsonObject): boolean {
    this.#addHead(completion);
    const choice = firstChoice(completion);
    const message = choice?.["message"];
    if (choice === undefined || !isJsonObject(message)) return false;
    // In a list each entry is a call of its own, whatever index it claims.
    const calls = objectsField(message, "tool_calls").map((call, index) => ({ ...call, index }));
    this.#addChoice(choice, { ...message, tool_calls: calls });
    return true;
  }

  build(): Answer {
    const said = this.#content.join("");
    const content = said === "" ? this.#refusal.join("") : said;
    const reasoning = this.#reasoning.join("");
    const toolCalls = this.#calls.calls();
    return {
      message: {
        role: "assistant",
        content,
        ...(reasoning === "" ? {} : { reasoning }),
        ...(toolCalls.length === 0 ? {} : { toolCalls }),
      },
      finish: toFinishReason(this.#finish, toolCalls.length),
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
      ...(this.#model === undefined ? {} : { model: this.#model }),
      ...(this.#ids.length === 0 ? {} : { tokens: this.#tokens() }),
    };
  }

  #tokens() {
    return {
      ids: this.#ids,
      ...(this.#logprobs.length === this.#ids.length ? { logprobs: this.#logprobs } : {}),
      ...(this.#promptIds === undefined ? {} : { promptIds: this.#promptIds }),
    };
  }

  #addHead(chunk: JsonObject): void {
    const model = textField(chunk, "model");
    if (model !== "") this.#model = model;
    // Some servers count on every chunk: the last count is the whole.
    this.#usage = readUsage(chunk["usage"]) ?? this.#usage;
    this.#promptIds = numbersField(chunk, "prompt_token_ids") ?? this.#promptIds;
  }

  #addChoice(choice: JsonObject, delta: JsonObject): string {
    const finish = textField(choice, "finish_reason");
    if (finish !== "") this.#finish = finish;
    const { text, thought: thoughtParts } = contentParts(delta["content"]);
    const { thought, field } = thoughts(delta);
    if (text !== "") this.#content.push(text);
    if (thought + thoughtParts !== "") this.#reasoning.push(thought + thoughtParts);
    if (thought !== "") this.#reasoningField = field;
    const refusal = textField(delta, "refusal");
    if (refusal !== "") this.#refusal.push(refusal);
    const calls = objectsField(delta, "tool_calls");
    for (const call of calls) this.#calls.add(call);
    this.#started ||= text + thought + thoughtParts + refusal !== "" || calls.length > 0;

    for (const id of numbersField(choice, "token_ids") ?? []) this.#ids.push(id);
    for (const token of objectsField(objectField(choice, "logprobs"), "content")) {
      if (typeof token["logprob"] === "number") this.#logprobs.push(token["logprob"]);
    }
    return text;
  }
}

function firstChoice(chunk: JsonObject): JsonObject | undefined {
  return objectsField(chunk, "choices").find(
    ({ index }) => typeof index !== "number" || index === 0,
  );
}

/** Thoughts in either spelling; a proxy that gives both alike says the same thing twice. */
function thoughts(delta: JsonObject): { readonly thought: string; readonly field: string } {
  const older = textField(delta, "reasoning_content");
  const newer = textField(delta, "reasoning");
  if (newer === "") return { thought: older, field: "reasoning_content" };
  if (older === "") return { thought: newer, field: "reasoning" };
  return { thought: older === newer ? older : older + newer, field: "reasoning_content" };
}

/** Content is a string, or a list of parts: text, and thoughts that are lists of text themselves. */
function contentParts(content: Json | undefined): {
  readonly text: string;
  readonly thought: string;
} {
  if (typeof content === "string") return { text: content, thought: "" };
  let text = "";
  let thought = "";
  for (const part of objectsField({ content: content ?? null }, "content")) {
    if (part["type"] === "thinking") {
      thought += textField(part, "thinking");
      for (const inner of objectsField(part, "thinking")) thought += textField(inner, "text");
    } else text += textField(part, "text");
  }
  return { text, thought };
}
