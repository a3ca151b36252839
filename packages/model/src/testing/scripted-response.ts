import type { JsonObject } from "@agent-gym/core";

import { inPieces, wireCalls } from "./scripted-completion.ts";
import type { ScriptedAnswer } from "./scripted-reply.ts";
import type { ScriptedRequest } from "./scripted-request.ts";

/** The body of a plain answer, as a server of the Responses API writes it. */
export function scriptedResponse(answer: ScriptedAnswer, request: ScriptedRequest): JsonObject {
  const { model } = request.body;
  const usage = wireUsage(answer, request);
  return {
    id: `resp_${request.index}`,
    object: "response",
    created_at: 0,
    model: typeof model === "string" ? model : "scripted",
    ...status(answer),
    error: null,
    output: outputItems(answer, request),
    ...(usage === undefined ? {} : { usage }),
  };
}

/** One event of a stream. */
export interface ScriptedEvent extends JsonObject {
  readonly type: string;
}

/** The events of a streamed answer, in order. */
export function scriptedEvents(
  answer: ScriptedAnswer,
  request: ScriptedRequest,
): readonly ScriptedEvent[] {
  const size = Math.max(1, answer.chunkSize ?? 16);
  const whole = scriptedResponse(answer, request);
  const { usage: _, ...rest } = whole as JsonObject & { readonly status: string };
  const begun: JsonObject = { ...rest, status: "in_progress", output: [] };
  const events: ScriptedEvent[] = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
  ];
  for (const [index, item] of outputItems(answer, request).entries()) {
    const at = { output_index: index, item_id: item["id"] ?? "" };
    const { kind, text, empty } = asDeltas(item);
    events.push({ type: "response.output_item.added", output_index: index, item: empty });
    for (const delta of inPieces(text, size)) {
      events.push({ type: `response.${kind}.delta`, ...at, delta });
    }
    events.push({ type: "response.output_item.done", output_index: index, item });
  }
  const type = `response.${rest.status}`;
  return [...events, { type, response: whole }].map((event, index) => ({
    ...event,
    sequence_number: index,
  }));
}

function status({ finish }: ScriptedAnswer): JsonObject {
  if (finish !== "length" && finish !== "content_filter") return { status: "completed" };
  const reason = finish === "length" ? "max_output_tokens" : finish;
  return { status: "incomplete", incomplete_details: { reason } };
}

function outputItems(answer: ScriptedAnswer, request: ScriptedRequest): readonly JsonObject[] {
  const { reasoning, text } = answer;
  const calls = wireCalls(answer, request);
  return [
    ...(reasoning === undefined
      ? []
      : [
          {
            id: `rs_${request.index}`,
            type: "reasoning",
            summary: [{ type: "summary_text", text: reasoning }],
            encrypted_content: Buffer.from(reasoning).toString("base64"),
          },
        ]),
    ...(text === undefined && calls.length > 0
      ? []
      : [
          {
            id: `msg_${request.index}`,
            type: "message",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: text ?? "", annotations: [] }],
          },
        ]),
    ...calls.map((call, index) => ({
      id: `fc_${request.index}_${index}`,
      type: "function_call",
      status: "completed",
      call_id: call.id,
      ...call.function,
    })),
  ];
}

function asDeltas(item: JsonObject): {
  readonly kind: string;
  readonly text: string;
  readonly empty: JsonObject;
} {
  const textOf = (name: string): string =>
    (item[name] as readonly { readonly text: string }[]).map(({ text }) => text).join("");
  switch (item["type"]) {
    case "function_call":
      return {
        kind: "function_call_arguments",
        text: item["arguments"] as string,
        empty: { ...item, status: "in_progress", arguments: "" },
      };
    case "reasoning": {
      const empty = { ...item, summary: [], encrypted_content: "" };
      return { kind: "reasoning_summary_text", text: textOf("summary"), empty };
    }
    default:
      return { kind: "output_text", text: textOf("content"), empty: { ...item, content: [] } };
  }
}

function wireUsage(answer: ScriptedAnswer, request: ScriptedRequest): JsonObject | undefined {
  if (answer.usage !== undefined) return answer.usage ?? undefined;
  const said = `${answer.reasoning ?? ""}${answer.text ?? ""}${JSON.stringify(answer.toolCalls ?? "")}`;
  const input_tokens = Math.ceil(JSON.stringify(request.body["input"] ?? "").length / 4);
  const output_tokens = Math.ceil(said.length / 4);
  return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
}
