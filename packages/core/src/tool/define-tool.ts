import { UsageError } from "../errors/usage-error.ts";
import { toJsonSchema } from "../schema/validate.ts";
import type { AnyTool, ToolDefinition, ToolSpec } from "./tool.ts";

/** Names that a trainer's own environment interface takes; a tool of that name would hide it. */
export const reservedToolNames: ReadonlySet<string> = new Set([
  "reset",
  "step",
  "state",
  "close",
  "get_reward",
  "send_message",
]);

const identifier = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** What is wrong with a tool's name; `undefined` when it is good everywhere. */
export function toolNameProblem(name: string): string | undefined {
  if (!identifier.test(name)) {
    return `"${name}" is no tool name: use up to 64 letters, digits and underscores, not starting with a digit`;
  }
  return reservedToolNames.has(name)
    ? `"${name}" is reserved by trainers (${[...reservedToolNames].join(", ")}): choose another name`
    : undefined;
}

/**
 * Types a tool, and checks its name.
 *
 * @throws UsageError for a name that is no identifier or that trainers reserve.
 */
export function defineTool<State, Input>(
  tool: ToolDefinition<State, Input>,
): ToolDefinition<State, Input> {
  const problem = toolNameProblem(tool.name);
  if (problem !== undefined) throw new UsageError(problem, { code: "invalid-tool" });
  return tool;
}

const specs = new WeakMap<AnyTool, ToolSpec>();

/** The wire form of a tool. Computed once per tool: the same object comes back each time. */
export function toolSpec<State>(tool: AnyTool<State>): ToolSpec {
  const known = specs.get(tool as AnyTool);
  if (known !== undefined) return known;
  const spec: ToolSpec = {
    name: tool.name,
    description: tool.description,
    parameters: toJsonSchema(tool.input),
  };
  specs.set(tool as AnyTool, spec);
  return spec;
}
