import type { ScriptedReply, ScriptedRequest } from "@agent-gym/model/testing";

/** Tasks of the counter environment. */
export function countingTasks(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `count-${index}`,
    target: 100 + index * 37,
  }));
}

/**
 * Plays in mirau's dialect, and always answers a prompt alike: it adds, then says so. Targets that are
 * divisible by four it misses at temperature 0, and at no other.
 */
export function countingReply({ messages, body }: ScriptedRequest): ScriptedReply {
  const question = messages.find(({ role }) => role === "user")?.content ?? "";
  const target = Number(/to (\d+)/.exec(question)?.[1]);
  const temperature = Number(body["temperature"] ?? 0);
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  if (messages.at(-1)?.content.includes("<tool_response") === true) {
    return { text: `<think type="quick">\nIt is done.\n</think>\n\nThe counter is there.`, usage };
  }
  const amount = target % 4 === 0 && temperature === 0 ? target - 1 : target;
  const call = JSON.stringify({ name: "add", arguments: { amount } });
  return {
    text: `<think type="quick">\nIt lacks ${amount} (${temperature}).\n</think>\n\n<tool_call>\n${call}\n</tool_call>`,
    usage,
    latencyMs: 20,
  };
}
