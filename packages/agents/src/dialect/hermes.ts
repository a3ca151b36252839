import { contentText, type Dialect, type ToolResult, type ToolSpec } from "@agent-gym/core";

import { neutralise, neutraliseJson } from "../parser/structural-marker.ts";
import { defineDialect } from "./define-dialect.ts";
import { parseMessage } from "./parse-message.ts";
import { functionTool, systemText } from "./system-text.ts";
import { taggedCall, taggedMalformedCall, verbatimMessage } from "./tagged-message.ts";
import { writeJson } from "./write-json.ts";

/**
 * The dialect of Hermes and Qwen 2.5 and 3, spelled as Qwen 3's own chat template spells it: tools one
 * per line in `<tools>` in the system message, `<think>`, calls as JSON in `<tool_call>`, results in a
 * user message as `<tool_response>`.
 */
export const hermes: Dialect = defineDialect({
  name: "hermes",
  nativeTools: false,
  stop: ["<tool_response"],
  system: (transcript, systemPrompt) =>
    systemText(systemPrompt, transcript, toolSection(transcript.tools)),
  assistant: (action, { thoughts, verbatim }) => {
    const { reasoning = "" } = action;
    const words = verbatim ? verbatimMessage(action, thought, { thoughts }) : undefined;
    if (words !== undefined) return words;
    const lines = [
      neutralise(action.text),
      ...action.calls.map(taggedCall),
      ...action.malformed.map(taggedMalformedCall),
    ];
    const said = lines.filter((line) => line !== "").join("\n");
    const blocks = thoughts && reasoning !== "" ? [thought(reasoning), said] : [said];
    return { role: "assistant", content: blocks.join("\n\n") };
  },
  observation: ({ results = [], message }) => {
    const blocks = [results.map(toolResponse).join("\n")];
    if (message !== undefined) blocks.push(neutralise(contentText(message)));
    return [{ role: "user", content: blocks.filter((block) => block !== "").join("\n\n") }];
  },
  parse: (result, context) => parseMessage(result, context, "text"),
});

function thought(reasoning: string): string {
  return `<think>\n${neutralise(reasoning)}\n</think>`;
}

function toolResponse({ content }: ToolResult): string {
  return `<tool_response>\n${neutralise(contentText(content))}\n</tool_response>`;
}

/** Word for word what Qwen's template writes: models of this family know it by heart. */
function toolSection(tools: readonly ToolSpec[]): string {
  if (tools.length === 0) return "";
  const list = tools.map((tool) => neutraliseJson(writeJson(functionTool(tool)))).join("\n");
  return `# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
${list}
</tools>

For each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>`;
}
