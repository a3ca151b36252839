import { createChatModel } from "@agent-gym/model";

await using model = createChatModel({
  url: "http://127.0.0.1:8000/v1",
  model: "Qwen3-8B",
  sampling: { temperature: 0.7, max_tokens: 2048 },
});

const { message, finish, usage } = await model.complete(
  { messages: [{ role: "user", content: "Name three shells." }] },
  { signal: AbortSignal.timeout(60_000) },
);
console.log(message.content, finish, usage.outputTokens);
