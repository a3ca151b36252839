import type { ScriptedReply, ScriptedRequest } from "@agent-gym/model/testing";

/** What solves each task of `fixtures/letters.json`, by a word of its question. */
const commands: Readonly<Record<string, string>> = {
  "letters.txt": "grep -oi a letters.txt | wc -l | tr -d ' ' > count.txt",
  "quiet.txt": "tr a-z A-Z < quiet.txt > loud.txt",
};

/** Plays mirau's dialect: one call that solves the task, then a last word. */
export function rightAnswer({ messages }: ScriptedRequest): ScriptedReply {
  const question = messages.find(({ role }) => role === "user")?.content ?? "";
  if (messages.at(-1)?.content.includes("<tool_response") === true) return { text: "Done." };
  const word = Object.keys(commands).find((one) => question.includes(one)) ?? "";
  const call = { name: "execute_shell", arguments: { command: commands[word] ?? "true" } };
  return {
    text: `<think type="quick">\nOne command does it.\n</think>\n\n<tool_call>\n${JSON.stringify(call)}\n</tool_call>`,
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}

/** Says that all is done, and does nothing. */
export function idleAnswer(): ScriptedReply {
  return { text: "All done." };
}
