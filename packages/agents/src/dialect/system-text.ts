import type { JsonObject, ToolSpec, Transcript } from "@agent-gym/core";

/** The parts of a system message that are not empty, with a blank line between them. */
export function systemText(
  systemPrompt: string,
  { instructions = "" }: Pick<Transcript, "instructions">,
  ...more: readonly string[]
): string {
  return [systemPrompt, instructions, ...more].filter((part) => part !== "").join("\n\n");
}

/** A tool in OpenAI's form, as the members of `tools` have it. */
export function functionTool({ name, description, parameters }: ToolSpec): JsonObject {
  return { type: "function", function: { name, description, parameters } };
}
