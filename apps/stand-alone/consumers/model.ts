/** A model over an endpoint: limited, priced, cached, and told apart when it fails. */
import type { ChatModel, ChatResult } from "@agent-gym/core";
import {
  type CacheableModel,
  createChatModel,
  openModelCache,
  openPriceBook,
  type PriceBook,
  RateLimiter,
  spendingBudget,
} from "@agent-gym/model";
import { startScriptedServer } from "@agent-gym/model/testing";

const server = await startScriptedServer({
  reply: ({ index, messages }) =>
    index === 0 ? { fault: "reset-middle" } : { text: `You said ${messages.at(-1)?.content}` },
});
const prices: PriceBook = await openPriceBook({
  table: { "gpt-*": { input: 2.5, output: 10 } },
});
const model: CacheableModel & AsyncDisposable = createChatModel({
  url: server.url,
  model: "gpt-4o",
  sampling: { temperature: 0.7, max_tokens: 100 },
  limiter: new RateLimiter({ requestsPerMinute: 500, tokensPerMinute: 200_000 }),
  prices,
  budget: spendingBudget({ maxCost: 5 }),
});
const ask = async (chat: ChatModel): Promise<ChatResult> =>
  await chat.complete(
    { messages: [{ role: "user", content: "Hello." }] },
    { signal: AbortSignal.timeout(60_000) },
  );

const file = "calls.jsonl";
const recorder = await openModelCache({ file, mode: "record" });
const live = await ask(recorder.wrap(model));
await recorder[Symbol.asyncDispose]();
if (live.message.content !== "You said Hello.") throw new Error(JSON.stringify(live));

const player = await openModelCache({ file, mode: "replay" });
const replayed = await ask(player.wrap(model));
await player[Symbol.asyncDispose]();
if (replayed.message.content !== live.message.content) throw new Error(JSON.stringify(replayed));
// The connection that broke was tried again; what was recorded was not.
if (server.requests.length !== 2) throw new Error(`There were ${server.requests.length} requests.`);

await model[Symbol.asyncDispose]();
await server[Symbol.asyncDispose]();
console.log("done");
