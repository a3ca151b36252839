import type { FinishReason } from "@agent-gym/core";

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  eos: "stop",
  eos_token: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  tool_calls: "tool-calls",
  tool_use: "tool-calls",
  function_call: "tool-calls",
  length: "length",
  max_tokens: "length",
  model_length: "length",
  content_filter: "filter",
  safety: "filter",
};

/**
 * Why a model stopped, by what the server says and by what came: calls are calls though the server
 * says `stop` or nothing, and `tool_calls` without one is a stop. A limit stays a limit: the last
 * call may be half of one.
 */
export function toFinishReason(said: string | undefined, calls: number): FinishReason {
  const reason = reasons[(said ?? "").toLowerCase()] ?? "unknown";
  if (reason === "length" || reason === "filter") return reason;
  if (calls > 0) return "tool-calls";
  return reason === "tool-calls" ? "stop" : reason;
}

/** Finish reasons by which a server says that it broke off: the answer is no answer. */
export const brokenFinishReasons: ReadonlySet<string> = new Set([
  "abort",
  "error",
  "insufficient_system_resource",
]);
