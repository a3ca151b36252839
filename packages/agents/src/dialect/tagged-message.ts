import type { Action, AssistantMessage, MalformedCall, ToolCall } from "@agent-gym/core";

import { neutralise, neutraliseJson } from "../parser/structural-marker.ts";
import { withoutThoughts } from "./without-thoughts.ts";
import { writeJson } from "./write-json.ts";

/** A call as `<tool_call>` with JSON in it, on three lines. No string of it can close the tag. */
export function taggedCall({
  name,
  arguments: values,
}: Pick<ToolCall, "name" | "arguments">): string {
  const json = neutraliseJson(writeJson({ name, arguments: values }));
  return `<tool_call>\n${json}\n</tool_call>`;
}

/** What a model wrote in place of a call, in the tags that it belongs in. */
export function taggedMalformedCall({ source }: Pick<MalformedCall, "source">): string {
  const inner = source
    .trim()
    .replace(/^<tool_call>/, "")
    .replace(/<\/tool_call>$/, "");
  return `<tool_call>\n${neutralise(inner.trim())}\n</tool_call>`;
}

/**
 * A turn in the model's exact words; `undefined` where they are not known, or where a server has taken
 * the calls out of them.
 */
export function verbatimMessage(
  { raw }: Action,
  thought: (reasoning: string) => string,
  options: { readonly thoughts: boolean },
): AssistantMessage | undefined {
  if (raw === undefined || (raw.toolCalls?.length ?? 0) > 0) return undefined;
  if (!options.thoughts) return { role: "assistant", content: withoutThoughts(raw.content) };
  const { reasoning } = raw;
  if (reasoning === undefined || reasoning === "")
    return { role: "assistant", content: raw.content };
  // The server has taken the thought out of the text; here it goes back.
  return { role: "assistant", content: `${thought(reasoning)}\n\n${raw.content.trimStart()}` };
}
