import { createChatModel, openPriceBook, openSpendingBudget } from "@agent-gym/model";

await using budget = await openSpendingBudget({ maxCost: 5, file: "spending.jsonl" });
await using model = createChatModel({
  url: "https://api.openai.com/v1",
  model: "gpt-5.5",
  sampling: { max_tokens: 2048 },
  prices: await openPriceBook({ file: "prices.json" }),
  budget,
});
await model.complete(
  { messages: [{ role: "user", content: "Name three shells." }] },
  { signal: AbortSignal.timeout(60_000) },
);
console.log(budget.spent);
