import type { Action, ToolCall } from "../action/action.ts";
import type { ToolResult } from "../action/observation.ts";
import { hasLoneSurrogate } from "../json/has-lone-surrogate.ts";
import { isNestedDeeper } from "../json/is-nested-deeper.ts";
import { jsonSchemaProblems } from "../schema/from-json-schema.ts";
import type { ToolSpec } from "../tool/tool.ts";
import type { SessionWords } from "./session-words.ts";

/** What of an action the environment may see, and what the session answers itself. */
export interface GuardedAction {
  /** Calls of known tools with valid arguments, in order. */
  readonly calls: readonly ToolCall[];
  /** Answers to all other calls, by call id. */
  readonly refusals: ReadonlyMap<string, ToolResult>;
  /** The order in which results must stand. */
  readonly order: readonly string[];
}

/** How deep a call's arguments may be nested; what walks them would else run out of stack. */
const deepest = 100;

/**
 * Sorts an action's calls into those that an environment can be handed and those that are answered
 * with what is wrong with them, in words that a model can act on.
 */
export function guardAction(
  action: Action,
  tools: readonly ToolSpec[],
  words: SessionWords,
): GuardedAction {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const calls: ToolCall[] = [];
  const refusals = new Map<string, ToolResult>();
  const order = new Set<string>();
  const refuse = (callId: string, name: string, content: string): void => {
    refusals.set(callId, { callId, name, content, isError: true });
  };
  for (const call of action.calls) {
    // A second call of the same id could not be told apart in the answer.
    if (order.has(call.id)) continue;
    order.add(call.id);
    const tool = byName.get(call.name);
    if (tool === undefined) {
      refuse(call.id, call.name, words.unknownTool(call.name, tools));
      continue;
    }
    const problems = argumentProblems(call, tool);
    if (problems.length > 0)
      refuse(call.id, call.name, words.invalidArguments(call.name, problems));
    else calls.push(call);
  }
  for (const call of action.malformed) {
    if (order.has(call.id)) continue;
    order.add(call.id);
    refuse(call.id, call.name ?? "unknown", words.malformed(call.problem));
  }
  return { calls, refusals, order: [...order] };
}

function argumentProblems(call: ToolCall, tool: ToolSpec): readonly string[] {
  if (isNestedDeeper(call.arguments, deepest)) return [`nested deeper than ${deepest} levels`];
  if (hasLoneSurrogate(call.arguments)) {
    return ["a text holds half of a character (a lone surrogate)"];
  }
  return jsonSchemaProblems(tool.parameters, call.arguments);
}
