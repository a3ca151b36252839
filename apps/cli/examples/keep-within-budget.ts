import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { HermesAgent } from "@agent-gym/agents";
import { createTasks, parseTaskFile } from "@agent-gym/core";
import { nlpEnvironment } from "@agent-gym/env-nlp";
import { createChatModel, deferredSpendingBudget, openPriceBook } from "@agent-gym/model";
import { run } from "@agent-gym/runner";

const spending = deferredSpendingBudget({ maxCost: 5 });
const model = createChatModel({
  url: "https://api.openai.com/v1",
  model: "gpt-5.5",
  sampling: { max_tokens: 2048 },
  prices: await openPriceBook({ file: "prices.json" }),
  budget: spending,
});
const { stopped, summary } = await run({
  definition: nlpEnvironment,
  tasks: await createTasks(parseTaskFile(await readFile("tasks.json", "utf8"), "tasks.json")),
  agent: HermesAgent(),
  model: () => model,
  logDir: "runs",
  budget: {
    maxCost: 5,
    open: ({ folder, spent }) =>
      spending.open({ file: join(folder, "spending.jsonl"), spent: spent.cost }),
  },
});
console.log(stopped, summary.usage);
