import type { ToolCall } from "../action/action.ts";
import type { ToolResult } from "../action/observation.ts";
import { validate } from "../schema/validate.ts";
import type { AnyTool, ToolReply } from "./tool.ts";

/** The results of some calls, and whether one of them ended the episode. */
export interface ToolRun {
  /** One result per call, in order. */
  readonly results: readonly ToolResult[];
  /** Whether a tool said that the episode ends. */
  readonly done: boolean;
}

/**
 * Runs calls one after another, in order: a later call sees what an earlier one did. Unknown tools
 * and arguments that the tool's schema refuses become results with `isError`. After a call that ends
 * the episode the rest are answered, but not run. What a tool throws passes through.
 */
export async function runToolCalls<State>(
  tools: readonly AnyTool<State>[],
  calls: readonly ToolCall[],
  context: { readonly state: State; readonly signal: AbortSignal },
): Promise<ToolRun> {
  const results: ToolResult[] = [];
  let done = false;
  for (const call of calls) {
    if (done) {
      results.push(refusal(call, "Not run: an earlier call ended the episode."));
      continue;
    }
    const tool = tools.find(({ name }) => name === call.name);
    if (tool === undefined) {
      const names = tools.map(({ name }) => name).join(", ");
      results.push(refusal(call, `There is no tool "${call.name}". The tools are: ${names}.`));
      continue;
    }
    const input = validate(tool.input, call.arguments);
    if (!input.valid) {
      results.push(
        refusal(call, `Invalid arguments for ${call.name}: ${input.problems.join("; ")}`),
      );
      continue;
    }
    context.signal.throwIfAborted();
    const reply = await tool.run(input.value as never, context);
    const { done: ends, ...rest } = asReply(reply);
    results.push({ callId: call.id, name: call.name, ...rest });
    done = ends ?? false;
  }
  return { results, done };
}

function refusal(call: ToolCall, content: string): ToolResult {
  return { callId: call.id, name: call.name, content, isError: true };
}

function asReply(reply: string | readonly unknown[] | ToolReply): ToolReply {
  return typeof reply === "string" || Array.isArray(reply)
    ? { content: reply as ToolReply["content"] }
    : (reply as ToolReply);
}
