import { writeJson } from "@agent-gym/agents";
import { isJsonObject, type JsonObject } from "@agent-gym/core";

import { openConversation } from "../render/open-conversation.ts";
import { type NativeMessage, templateMessages, thoughtText, toolsText } from "./native-messages.ts";
import type { RowFormat, TemplateInput } from "./row-format.ts";
import { objects, readTools, textOf } from "./text-messages.ts";

/**
 * ms-swift's own messages: calls are messages of role `tool_call`, thoughts are text, for it deletes
 * any other field. A turn that must not be learned says `loss: false` in each of its messages.
 */
export const msSwiftFormat: RowFormat<"conversation"> = {
  name: "ms-swift",
  description: "ms-swift: tool_call and tool_response messages, thoughts as text, loss per turn",
  takes: "conversation",
  dialect: "openai-tools",
  masksTurns: true,
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, msSwiftFormat, choice);
    if (!opened.ok) return opened;
    const native = templateMessages(opened.transcript, opened.settings);
    if (!native.ok) return native;
    return {
      ok: true,
      value: {
        tools: toolsText(opened.transcript),
        messages: native.messages.flatMap((message) => swiftMessages(message, opened.trained)),
      },
    };
  },
  read,
  usage: () =>
    "`swift sft --dataset train.jsonl --agent_template hermes` (or the agent template of your model).",
};

function swiftMessages(message: NativeMessage, trained: readonly boolean[]): readonly JsonObject[] {
  if (message.role === "tool") return [{ role: "tool_response", content: message.content }];
  if (message.role !== "assistant") return [{ role: message.role, content: message.content }];
  const { reasoning, content, calls, action } = message;
  const loss = trained[action] === true ? {} : { loss: false };
  const said = `${thoughtText(reasoning)}${content}`;
  return [
    ...(said === "" && calls.length > 0 ? [] : [{ role: "assistant", content: said, ...loss }]),
    ...calls.map(({ name, arguments: values }) => ({
      role: "tool_call",
      content: writeJson({ name, arguments: values }),
      ...loss,
    })),
  ];
}

/** As the loader does: consecutive calls are one turn, which the text before them belongs to. */
function read(value: JsonObject): readonly TemplateInput[] {
  const messages: JsonObject[] = [];
  const trained: boolean[] = [];
  const source = objects(value["messages"]);
  for (let index = 0; index < source.length; index += 1) {
    const message = source[index] ?? {};
    const { role, content, loss } = message;
    if (role === "tool_response") {
      messages.push({ role: "tool", content: content ?? "" });
      trained.push(false);
      continue;
    }
    const said = role === "assistant" ? (content ?? "") : "";
    const calls: JsonObject[] = [];
    let next = role === "assistant" ? index + 1 : index;
    while (source[next]?.["role"] === "tool_call") {
      const call: unknown = JSON.parse(textOf(source[next]?.["content"]));
      if (isJsonObject(call)) calls.push({ type: "function", function: call });
      next += 1;
    }
    if (calls.length === 0 && role !== "assistant") {
      messages.push({ role: role ?? "user", content: content ?? "" });
      trained.push(false);
      continue;
    }
    index = next - 1;
    messages.push({
      role: "assistant",
      content: said,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    });
    trained.push(loss !== false);
  }
  const tools = readTools(value);
  return [{ messages, ...(tools === undefined ? {} : { tools }), trained }];
}
