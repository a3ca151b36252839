import { neutraliseJson, writeJson } from "@agent-gym/agents";
import type { Json, JsonObject } from "@agent-gym/core";

import { openConversation } from "../render/open-conversation.ts";
import type { Written } from "./example.ts";
import { type NativeMessage, templateMessages, thoughtText, toolsText } from "./native-messages.ts";
import type { RowFormat, TemplateInput } from "./row-format.ts";
import { objects, readTools, textOf } from "./text-messages.ts";

const joint = "\n</tool_response>\n<tool_response>\n";

type Said = { readonly from: "human" | "gpt" | "function_call" | "observation"; value: string };

/**
 * LLaMA-Factory's `sharegpt` format. Its rules: user or result, then answer, in strict turns; calls as
 * one JSON value behind the thought; the results of one turn joined as its own converter joins them,
 * which is right for templates that write `<tool_response>`. A turn that speaks and calls is written
 * out as text of that family, for a `function_call` with prose is refused.
 */
export const llamafactoryFormat: RowFormat<"conversation"> = {
  name: "llamafactory",
  description: "LLaMA-Factory's sharegpt with dataset_info.json",
  takes: "conversation",
  dialect: "openai-tools",
  masksTurns: false,
  singleTurns: "mask_history: true",
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, llamafactoryFormat, choice);
    if (!opened.ok) return opened;
    const native = templateMessages(opened.transcript, opened.settings);
    if (!native.ok) return native;
    const [first, ...others] = native.messages;
    const system = first?.role === "system" ? first.content : "";
    const conversations = inTurns(first?.role === "system" ? others : native.messages);
    if (!Array.isArray(conversations)) return conversations as Written;
    return {
      ok: true,
      value: { conversations, system, tools: toolsText(opened.transcript) },
    };
  },
  read,
  companions: (files) => [
    {
      name: "dataset_info.json",
      content: `${JSON.stringify(
        Object.fromEntries(
          files.map(({ split, name }) => [
            `agent_gym_${split}`,
            {
              file_name: name,
              formatting: "sharegpt",
              columns: { messages: "conversations", system: "system", tools: "tools" },
            },
          ]),
        ),
        null,
        2,
      )}\n`,
    },
  ],
  usage: (files) =>
    `Set \`dataset_dir\` to this folder and \`dataset: agent_gym_${files[0]?.split ?? "train"}\`. ` +
    "Rows of single turns want `mask_history: true`. For templates that write `<tool_response>` (Qwen, Hermes).",
};

/** Strict turns, or why the conversation has none. */
function inTurns(messages: readonly NativeMessage[]): readonly Said[] | Written {
  const said: Said[] = [];
  for (const message of messages) {
    const last = said.at(-1);
    if (message.role === "tool") {
      if (last?.from === "observation") last.value += `${joint}${message.content}`;
      else said.push({ from: "observation", value: message.content });
    } else if (message.role === "assistant") {
      said.push(answer(message));
    } else {
      said.push({ from: "human", value: message.content });
    }
  }
  const wrong = said.findIndex(
    ({ from }, index) => (index % 2 === 0) !== (from === "human" || from === "observation"),
  );
  if (wrong === -1 && said.length % 2 === 0) return said;
  return {
    ok: false,
    code: "no-alternation",
    reason: `message ${wrong === -1 ? said.length : wrong + 1} breaks the strict turns of user and answer that LLaMA-Factory demands`,
  };
}

function answer({
  reasoning,
  content,
  calls,
}: NativeMessage & { readonly role: "assistant" }): Said {
  const thought = thoughtText(reasoning);
  if (calls.length === 0) return { from: "gpt", value: `${thought}${content}` };
  const values = calls.map(({ name, arguments: own }): JsonObject => ({ name, arguments: own }));
  if (content === "") {
    // One value for one call, a list for several: two values in a row would change places.
    const json: Json = values.length === 1 ? (values[0] ?? {}) : values;
    return { from: "function_call", value: `${thought}${writeJson(json)}` };
  }
  const blocks = values.map(
    (value) => `<tool_call>\n${neutraliseJson(writeJson(value))}\n</tool_call>`,
  );
  return { from: "gpt", value: `${thought}${[content, ...blocks].join("\n")}` };
}

/** As the loader does for a template of that family. */
function read(value: JsonObject): readonly TemplateInput[] {
  const { system } = value;
  const said = objects(value["conversations"]);
  const tools = readTools(value);
  const messages = said.map(({ from, value: text = "" }): JsonObject => {
    if (from === "human") return { role: "user", content: text };
    if (from === "observation") return { role: "tool", content: text };
    if (from === "gpt") return { role: "assistant", content: text };
    const whole = textOf(text);
    const end = whole.indexOf("</think>\n\n");
    const start = end === -1 || !whole.startsWith("<think>\n") ? 0 : end + "</think>\n\n".length;
    const calls = JSON.parse(whole.slice(start)) as Json;
    return {
      role: "assistant",
      content: whole.slice(0, start),
      tool_calls: objects(Array.isArray(calls) ? calls : [calls]).map((call) => ({
        type: "function",
        function: call,
      })),
    };
  });
  const withSystem =
    typeof system === "string" && system !== "" ? [{ role: "system", content: system }] : [];
  return [
    {
      messages: [...withSystem, ...messages],
      ...(tools === undefined ? {} : { tools }),
      trained: [
        ...withSystem.map(() => false),
        ...messages.map(({ role }) => role === "assistant"),
      ],
    },
  ];
}
