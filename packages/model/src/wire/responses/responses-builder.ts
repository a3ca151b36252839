import { isJsonObject } from "@agent-gym/core";
import type { AssistantMessage, JsonObject } from "@agent-gym/core";

import type { Answer } from "../answer.ts";
import { toFinishReason } from "../finish-reason.ts";
import { countField, objectField, objectsField, textField } from "../read-field.ts";
import { readUsage } from "../reported-usage.ts";
import { ToolCallSlots } from "../tool-call-slots.ts";
import type { AnswerAssembly } from "../wire-api.ts";
import type { ReasoningMemory } from "./reasoning-memory.ts";

/** An item of an answer while it comes in pieces. */
interface Growing {
  item: JsonObject;
  readonly text: string[];
  readonly thought: string[];
  readonly arguments: string[];
}

/** Puts an answer of the Responses API together: from a stream's events, or from one plain response. */
export class ResponsesBuilder implements AnswerAssembly {
  readonly #memory: ReasoningMemory;
  readonly #stop: readonly string[];
  readonly #growing = new Map<number, Growing>();
  #response: JsonObject = {};
  #finish: string | undefined;
  #started = false;
  // Thoughts are items of their own here.
  readonly reasoningField = undefined;

  constructor(memory: ReasoningMemory, stop: readonly string[]) {
    this.#memory = memory;
    this.#stop = stop;
  }

  get finish(): string | undefined {
    return this.#finish;
  }

  get started(): boolean {
    return this.#started;
  }

  addChunk(event: JsonObject): string {
    const type = textField(event, "type");
    if (isJsonObject(event["response"])) this.#response = event["response"];
    switch (type) {
      case "response.completed":
      case "response.incomplete":
      case "response.cancelled":
        this.#end();
        return "";
      case "response.output_item.added":
      case "response.output_item.done":
        if (isJsonObject(event["item"])) this.#at(event).item = event["item"];
        return "";
      case "response.output_text.delta":
      case "response.refusal.delta":
        return this.#add(event, "text");
      case "response.reasoning_text.delta":
      case "response.reasoning_summary_text.delta":
        this.#add(event, "thought");
        return "";
      case "response.function_call_arguments.delta":
        this.#add(event, "arguments");
        return "";
      default:
        return "";
    }
  }

  addCompletion(response: JsonObject): boolean {
    if (!Array.isArray(response["output"])) return false;
    this.#response = response;
    this.#end();
    // A response that is still being worked on is no answer.
    return this.#finish !== undefined;
  }

  build(): Answer {
    const items = this.#items();
    const whole = this.#message(items);
    const content = cutAtStop(whole.content, this.#stop);
    const isStopped = content !== whole.content;
    const message = isStopped ? { ...whole, content } : whole;
    const thoughts = items.filter(isReadableByServer);
    this.#memory.remember(message, thoughts);
    const usage = readUsage(this.#response["usage"]);
    const model = textField(this.#response, "model");
    return {
      message,
      finish: toFinishReason(isStopped ? "stop" : this.#finish, message.toolCalls?.length ?? 0),
      ...(usage === undefined ? {} : { usage }),
      ...(model === "" ? {} : { model }),
    };
  }

  #message(items: readonly JsonObject[]): AssistantMessage {
    const calls = new ToolCallSlots();
    let content = "";
    let reasoning = "";
    for (const [index, item] of items.entries()) {
      if (item["type"] === "message") content += contentOf(item);
      if (item["type"] === "reasoning")
        reasoning += `${reasoning === "" ? "" : "\n\n"}${thoughtOf(item)}`;
      if (item["type"] !== "function_call") continue;
      const { name = "", arguments: written = "" } = item;
      const id = textField(item, "call_id") || textField(item, "id");
      calls.add({ index, id, function: { name, arguments: written } });
    }
    const toolCalls = calls.calls();
    return {
      role: "assistant",
      content,
      ...(reasoning === "" ? {} : { reasoning }),
      ...(toolCalls.length === 0 ? {} : { toolCalls }),
    };
  }

  /** The items of the whole response; where it names none, what came of them. */
  #items(): readonly JsonObject[] {
    const whole = objectsField(this.#response, "output");
    if (whole.length > 0) return whole;
    return [...this.#growing]
      .toSorted(([left], [right]) => left - right)
      .map(([, growing]) => completed(growing));
  }

  #end(): void {
    const status = textField(this.#response, "status");
    const why = textField(objectField(this.#response, "incomplete_details"), "reason");
    if (status === "incomplete") this.#finish = why === "content_filter" ? why : "length";
    else if (status === "completed" || status === "") this.#finish = "stop";
    else if (status === "cancelled") this.#finish = "abort";
  }

  #at(event: JsonObject): Growing {
    const index = countField(event, "output_index") ?? 0;
    let growing = this.#growing.get(index);
    if (growing === undefined) {
      growing = { item: {}, text: [], thought: [], arguments: [] };
      this.#growing.set(index, growing);
    }
    return growing;
  }

  #add(event: JsonObject, kind: "text" | "thought" | "arguments"): string {
    const delta = textField(event, "delta");
    if (delta === "") return "";
    this.#at(event)[kind].push(delta);
    this.#started = true;
    return delta;
  }
}

/** An item with what came of it in pieces, where it does not hold that itself. */
function completed({ item, text, thought, arguments: written }: Growing): JsonObject {
  if (written.length > 0 && textField(item, "arguments") === "") {
    return { ...item, type: "function_call", arguments: written.join("") };
  }
  if (text.length > 0 && contentOf(item) === "") {
    return { type: "message", content: [{ type: "output_text", text: text.join("") }] };
  }
  if (thought.length > 0 && thoughtOf(item) === "") {
    return {
      ...item,
      type: "reasoning",
      content: [{ type: "reasoning_text", text: thought.join("") }],
    };
  }
  return item;
}

function contentOf(item: JsonObject): string {
  return objectsField(item, "content")
    .map((part) => textField(part, "text") || textField(part, "refusal"))
    .join("");
}

/** The thought itself where the server shows it, else its summary. */
function thoughtOf(item: JsonObject): string {
  const parts = (name: string): readonly string[] =>
    objectsField(item, name).map((part) => textField(part, "text"));
  return parts("content").join("") || parts("summary").join("\n\n");
}

/** Whether a thought can go back: a server that stores nothing knows none by its id alone. */
function isReadableByServer(item: JsonObject): boolean {
  return (
    item["type"] === "reasoning" &&
    (textField(item, "encrypted_content") !== "" || objectsField(item, "content").length > 0)
  );
}

function cutAtStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((one) => text.indexOf(one)).filter((at) => at !== -1);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}
