import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { ProviderError, UsageError } from "@agent-gym/core";
import type { ChatRequest } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import {
  createChatModel,
  openPriceBook,
  openSpendingBudget,
  spendingBudget,
} from "../../src/index.ts";
import { startScriptedServer } from "../../src/testing/index.ts";
import type { ScriptedReply, ScriptedRequest } from "../../src/testing/index.ts";

const price = { input: 1, output: 10 };
const maxTokens = 200;
const { signal } = new AbortController();
const request: ChatRequest = {
  messages: [{ role: "user", content: "Tell me a story. ".repeat(9) }],
};

/** A server that keeps its own books, and bills whatever it has worked on. */
class BillingServer {
  bill = 0;
  peak = 0;
  #open = 0;

  reply = async (asked: ScriptedRequest, faults: boolean): Promise<ScriptedReply> => {
    this.#open += 1;
    this.peak = Math.max(this.peak, this.#open);
    const text = asked.messages.map(({ content }) => content).join("");
    // As many tokens as bytes: no tokenizer gives more.
    const prompt_tokens = Buffer.byteLength(text);
    const completion_tokens = 1 + ((asked.index * 67) % maxTokens);
    this.bill += (prompt_tokens * price.input + completion_tokens * price.output) / 1e6;
    await delay(2 + (asked.index % 7));
    this.#open -= 1;
    const answer = { text: "Once.", usage: { prompt_tokens, completion_tokens } };
    if (!faults) return answer;
    const kind = asked.index % 9;
    if (kind === 1) return { ...answer, fault: "reset" };
    if (kind === 3) return { ...answer, fault: "cut" };
    if (kind === 5) return { status: 500 };
    if (kind === 7) return { ...answer, usage: null };
    return answer;
  };
}

describe("with a server that bills", () => {
  test.each([false, true])(
    "64 calls at a time never exceed the budget; faults: %s",
    async (faults) => {
      const billing = new BillingServer();
      await using server = await startScriptedServer({
        reply: (asked) => billing.reply(asked, faults),
      });
      const budget = spendingBudget({ maxCost: 0.25 });
      await using model = createChatModel({
        url: server.url,
        model: "m",
        price,
        budget,
        connections: 64,
        retries: 1,
        sampling: { max_tokens: maxTokens },
      });
      let stopped = 0;
      const work = async (): Promise<void> => {
        for (;;) {
          try {
            await model.complete(request, { signal });
          } catch (error) {
            if (!ProviderError.isInstance(error) || error.code !== "budget") continue;
            stopped += 1;
            return;
          }
        }
      };
      await Promise.all(Array.from({ length: 64 }, work));
      expect(stopped).toBe(64);
      expect(billing.bill).toBeLessThanOrEqual(0.25);
      expect(billing.bill).toBeLessThanOrEqual(budget.spent + 1e-9);
      if (!faults) expect(billing.bill).toBeCloseTo(budget.spent, 9);
      // All but the room for one more call in the worst case was spent.
      expect(budget.spent).toBeGreaterThan(0.25 - 0.004);
      expect(billing.peak).toBeGreaterThan(8);
    },
  );

  test("killed at random moments and started again, it never exceeds the budget", async () => {
    const billing = new BillingServer();
    await using server = await startScriptedServer({
      reply: (asked) => billing.reply(asked, false),
    });
    const folder = await mkdtemp(join(tmpdir(), "billing-"));
    const file = join(folder, "spending.jsonl");
    const script = `
      const { createChatModel, openSpendingBudget } = await import(process.argv[1]);
      const options = JSON.parse(process.argv[2]);
      const { signal } = new AbortController();
      const budget = await openSpendingBudget(options.budget);
      const model = createChatModel({ ...options.model, budget });
      const work = async () => {
        for (;;) await model.complete(options.request, { signal });
      };
      await Promise.all(Array.from({ length: 16 }, work)).catch((error) => {
        process.exit(error.code === "budget" ? 7 : 1);
      });
    `;
    const maxCost = 0.6;
    const options = {
      budget: { maxCost, file },
      model: {
        url: server.url,
        model: "m",
        price,
        connections: 16,
        sampling: { max_tokens: maxTokens },
      },
      request,
    };
    const entry = new URL("../../src/index.ts", import.meta.url).href;
    const run = async (killAfterMs: number): Promise<number | null> => {
      const args = ["--input-type=module", "--eval", script, entry, JSON.stringify(options)];
      const child = spawn(process.execPath, args, { stdio: "inherit" });
      const before = server.requests.length;
      const exited = once(child, "exit") as Promise<[number | null]>;
      if (Number.isFinite(killAfterMs)) {
        while (server.requests.length === before) await delay(5);
        await delay(killAfterMs);
        child.kill("SIGKILL");
      }
      return (await exited)[0];
    };
    try {
      for (const killAfterMs of [0, 11, 37, 60, 23]) await run(killAfterMs);
      expect(await run(Number.POSITIVE_INFINITY)).toBe(7);
      await using budget = await openSpendingBudget({ maxCost, file });
      expect(billing.bill).toBeLessThanOrEqual(maxCost);
      expect(billing.bill).toBeLessThanOrEqual(budget.spent + 1e-9);
      expect(billing.bill).toBeGreaterThan(maxCost / 2);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  test("a refusal costs nothing, and a connection that never stood neither", async () => {
    await using server = await startScriptedServer({ reply: () => ({ status: 429 }) });
    const budget = spendingBudget({ maxCost: 1 });
    const shared = { model: "m", price, budget, retries: 0, sampling: { max_tokens: 5 } };
    for (const url of [server.url, "http://127.0.0.1:1/v1"]) {
      await using model = createChatModel({ ...shared, url });
      await expect(model.complete(request, { signal })).rejects.toSatisfy(ProviderError.isInstance);
    }
    expect(budget).toMatchObject({ spent: 0, reserved: 0 });
  });

  test("a call that was given up costs the worst that it may", async () => {
    await using server = await startScriptedServer({ reply: () => ({ fault: "stall" }) });
    const budget = spendingBudget({ maxCost: 1 });
    await using model = createChatModel({
      url: server.url,
      model: "m",
      price,
      budget,
      sampling: { max_tokens: 5 },
    });
    const controller = new AbortController();
    const call = model.complete(request, controller);
    const ended = expect(call).rejects.toThrow("enough");
    while (server.requests.length === 0) await delay(5);
    const { reserved } = budget;
    expect(reserved).toBeGreaterThan(0);
    controller.abort(new Error("enough"));
    await ended;
    expect(budget).toMatchObject({ spent: reserved, reserved: 0 });
  });
});

describe("a model with a budget", () => {
  const url = "http://127.0.0.1:1/v1";
  const budget = spendingBudget({ maxCost: 1 });
  const sampling = { max_tokens: 5 };

  test("needs a price, and names the flag that gives it", async () => {
    const prices = await openPriceBook();
    const create = () => createChatModel({ url, model: "Qwen3-8B", prices, budget, sampling });
    expect(create).toThrow(UsageError);
    expect(create).toThrow(/price of Qwen3-8B at http.* is not known.*--prices FILE.*"Qwen3-8B"/);
  });

  test("needs a limit to its answers, in whichever spelling", () => {
    const create = (options: object) =>
      createChatModel({ url, model: "m", price, budget, ...options })[Symbol.asyncDispose]();
    expect(() => create({})).toThrow(/--max-tokens/);
    expect(() => create({ sampling })).not.toThrow();
    expect(() => create({ body: { max_completion_tokens: 9 } })).not.toThrow();
  });
});
