import type { Json, JsonObject } from "@agent-gym/core";

import type { ScriptedAnswer } from "./scripted-reply.ts";
import type { ScriptedRequest } from "./scripted-request.ts";

/** The body of a plain answer, as an OpenAI-compatible server writes it. */
export function scriptedCompletion(answer: ScriptedAnswer, request: ScriptedRequest): JsonObject {
  const calls = wireCalls(answer, request);
  const usage = wireUsage(answer, request);
  return {
    ...head(request, "chat.completion"),
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.text ?? (calls.length > 0 ? null : ""),
          ...(answer.reasoning === undefined
            ? {}
            : { [answer.reasoningField ?? "reasoning_content"]: answer.reasoning }),
          ...(calls.length === 0 ? {} : { tool_calls: calls as unknown as Json }),
        },
        finish_reason: finishReason(answer),
      },
    ],
    ...(usage === undefined ? {} : { usage }),
  };
}

/** The events of a streamed answer, in order, without `[DONE]`. */
export function scriptedChunks(
  answer: ScriptedAnswer,
  request: ScriptedRequest,
): readonly JsonObject[] {
  const size = Math.max(1, answer.chunkSize ?? 16);
  const field = answer.reasoningField ?? "reasoning_content";
  const deltas: JsonObject[] = [{ role: "assistant", content: "" }];
  for (const piece of inPieces(answer.reasoning ?? "", size)) deltas.push({ [field]: piece });
  for (const piece of inPieces(answer.text ?? "", size)) deltas.push({ content: piece });
  for (const [index, call] of wireCalls(answer, request).entries()) {
    const { name, arguments: written } = call.function;
    deltas.push({
      tool_calls: [{ id: call.id, type: call.type, index, function: { name, arguments: "" } }],
    });
    for (const piece of inPieces(written, size)) {
      deltas.push({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  const base = head(request, "chat.completion.chunk");
  const choice = (delta: JsonObject, finish: string | null): JsonObject => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const options = request.body["stream_options"] as JsonObject | undefined;
  const usage = options?.["include_usage"] === true ? wireUsage(answer, request) : undefined;
  return [
    ...deltas.map((delta) => choice(delta, null)),
    choice({}, finishReason(answer)),
    ...(usage === undefined ? [] : [{ ...base, choices: [], usage }]),
  ];
}

function head(request: ScriptedRequest, object: string): JsonObject {
  const model = request.body["model"];
  return {
    id: `chatcmpl-${request.index}`,
    object,
    created: 0,
    model: typeof model === "string" ? model : "scripted",
  };
}

/** A call as it goes over the wire. */
export interface WireCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

/** The calls of an answer, with ids that are unique in a server. */
export function wireCalls(answer: ScriptedAnswer, request: ScriptedRequest): readonly WireCall[] {
  return (answer.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${request.index}_${index}`,
    type: "function" as const,
    function: {
      name: call.name,
      arguments:
        typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments),
    },
  }));
}

function finishReason({ finish, toolCalls = [] }: ScriptedAnswer): string | null {
  if (finish !== undefined) return finish;
  return toolCalls.length > 0 ? "tool_calls" : "stop";
}

function wireUsage(answer: ScriptedAnswer, request: ScriptedRequest): JsonObject | undefined {
  if (answer.usage !== undefined) return answer.usage ?? undefined;
  const said = `${answer.reasoning ?? ""}${answer.text ?? ""}${JSON.stringify(answer.toolCalls ?? "")}`;
  const prompt = Math.ceil(JSON.stringify(request.body["messages"] ?? "").length / 4);
  const completion = Math.ceil(said.length / 4);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}

/** A text, cut into pieces of so many characters. */
export function inPieces(text: string, size: number): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; start += size) {
    found.push(text.slice(start, start + size));
  }
  return found;
}
