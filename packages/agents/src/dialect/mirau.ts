import { contentText, type Dialect, type Observation, type ToolResult } from "@agent-gym/core";

import { neutralise, neutraliseJson } from "../parser/structural-marker.ts";
import { defineDialect } from "./define-dialect.ts";
import { parseMessage } from "./parse-message.ts";
import { functionTool, systemText } from "./system-text.ts";
import { taggedCall, taggedMalformedCall, verbatimMessage } from "./tagged-message.ts";

/**
 * The dialect of mirau-agent and of the data that it was trained on: tools as a JSON array in the
 * system message, `<think type="quick|mid|complex">`, calls as JSON in `<tool_call>`, results in a
 * user message as `<tool_response name="…">`.
 */
export const mirau: Dialect = defineDialect({
  name: "mirau",
  nativeTools: false,
  stop: ["<tool_response"],
  system: (transcript, systemPrompt) => {
    const { tools } = transcript;
    const list = neutraliseJson(JSON.stringify(tools.map(functionTool)));
    return systemText(
      systemPrompt,
      transcript,
      tools.length === 0 ? "" : `## Available Tools\n${list}`,
    );
  },
  assistant: (action, { thoughts, verbatim }) => {
    const { reasoning = "", thinkType } = action;
    const thought = (text: string): string => {
      const type = isThinkType(thinkType) ? thinkType : thinkTypeOf(text);
      return `<think type="${type}">\n${neutralise(text)}\n</think>`;
    };
    const words = verbatim ? verbatimMessage(action, thought, { thoughts }) : undefined;
    if (words !== undefined) return words;
    const blocks = [
      thoughts && reasoning !== "" ? thought(reasoning) : "",
      neutralise(action.text),
      ...action.calls.map(taggedCall),
      ...action.malformed.map(taggedMalformedCall),
    ];
    return { role: "assistant", content: blocks.filter((block) => block !== "").join("\n\n") };
  },
  observation: (observation) => [{ role: "user", content: userText(observation) }],
  parse: (result, context) => parseMessage(result, context, "text"),
});

function userText({ results = [], message }: Observation): string {
  const blocks = [results.map(toolResponse).join("\n")];
  if (message !== undefined) blocks.push(neutralise(contentText(message)));
  return blocks.filter((block) => block !== "").join("\n\n");
}

function toolResponse({ name, content }: ToolResult): string {
  const attribute = name.replace(/["<>\s]/g, "_");
  return `<tool_response name="${attribute}">${neutralise(contentText(content))}</tool_response>`;
}

function isThinkType(type: string | undefined): type is string {
  return type !== undefined && /^[A-Za-z_-]{1,32}$/.test(type);
}

/**
 * The type of a thought that names none, by its length: about 20 tokens are `quick`, 100 to 500 `mid`,
 * more `complex`. Tokens are estimated: 0.73 per CJK character, one per 4.4 others.
 */
function thinkTypeOf(text: string): string {
  const wide = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g)?.length ?? 0;
  const tokens = wide * 0.73 + (text.length - wide) / 4.4;
  if (tokens <= 60) return "quick";
  return tokens <= 500 ? "mid" : "complex";
}
