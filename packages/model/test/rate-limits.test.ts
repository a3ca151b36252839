import { setTimeout as delay } from "node:timers/promises";

import type { ChatRequest } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { createChatModel, RateLimiter } from "../src/index.ts";
import { startScriptedServer } from "../src/testing/index.ts";
import type { ScriptedReply } from "../src/testing/index.ts";

const request: ChatRequest = { messages: [{ role: "user", content: "Hello." }] };
const never = new AbortController().signal;
const answer: ScriptedReply = { text: "Hello." };

/** A server's own count of what it did. */
class Load {
  readonly #capacity: number;
  readonly #latencyMs: number;
  readonly #queue: ((served: boolean) => void)[] = [];
  #working = 0;
  served = 0;
  refused = 0;
  dropped = 0;

  constructor(capacity: number, latencyMs: number) {
    this.#capacity = capacity;
    this.#latencyMs = latencyMs;
  }

  async refuseAbove(headers: Record<string, string> = {}): Promise<ScriptedReply> {
    if (this.#working >= this.#capacity) {
      this.refused += 1;
      return { status: 429, headers, body: "too many" };
    }
    return this.#work();
  }

  async queueAbove(dropMs: number): Promise<ScriptedReply> {
    if (this.#working < this.#capacity) return this.#work();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#queue.push(resolve);
    const timer = setTimeout(() => {
      this.#queue.splice(this.#queue.indexOf(resolve), 1);
      resolve(false);
    }, dropMs);
    const isServed = await promise;
    clearTimeout(timer);
    if (isServed) return this.#work();
    this.dropped += 1;
    return { fault: "reset" };
  }

  async #work(): Promise<ScriptedReply> {
    this.#working += 1;
    await delay(this.#latencyMs);
    this.#working -= 1;
    this.served += 1;
    this.#queue.shift()?.(true);
    return answer;
  }
}

/** Makes so many calls, so many of them wanted at a time; gives how often they were repeated. */
async function call(
  url: string,
  options: { readonly calls: number; readonly concurrency: number; readonly limiter?: RateLimiter },
): Promise<Readonly<Record<string, number>>> {
  const { calls, concurrency, limiter = new RateLimiter() } = options;
  await using model = createChatModel({ url, model: "m", limiter });
  const repeated: Record<string, number> = {};
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < calls) {
      next += 1;
      const { retries = [] } = await model.complete(request, { signal: never });
      for (const { code } of retries) repeated[code] = (repeated[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return repeated;
}

describe("a server that answers 429 above its capacity", () => {
  test.each([
    ["without a word", {}],
    ["with Retry-After", { "retry-after": "1" }],
  ])("%s loses no call", async (_, headers) => {
    const load = new Load(8, 50);
    await using server = await startScriptedServer({ reply: () => load.refuseAbove(headers) });
    const repeated = await call(server.url, { calls: 320, concurrency: 64 });
    expect(load.served).toBe(320);
    expect(Object.keys(repeated)).toEqual(["rate-limit"]);
    expect(load.refused).toBe(repeated["rate-limit"]);
  });

  test("is asked as often as it takes, whatever the retries", async () => {
    let asked = 0;
    await using server = await startScriptedServer({
      reply: () => ((asked += 1) <= 3 ? { status: 429 } : answer),
    });
    await using model = createChatModel({ url: server.url, model: "m", retries: 1 });
    const { retries } = await model.complete(request, { signal: never });
    expect(retries?.map(({ code }) => code)).toEqual(Array(3).fill("rate-limit"));
  });

  test("is given up when it has answered nobody for the whole time of a call", async () => {
    await using server = await startScriptedServer({ reply: () => ({ status: 429 }) });
    const timeouts = { totalMs: 600 };
    await using model = createChatModel({ url: server.url, model: "m", timeouts });
    await expect(model.complete(request, { signal: never })).rejects.toMatchObject({
      code: "rate-limit",
      message: expect.stringMatching(/tried \d+ times/),
    });
  });

  test("is asked to the end of what its headers allow, and not beyond", async () => {
    let left = 5;
    let refused = 0;
    const reset = setInterval(() => (left = 5), 400);
    await using server = await startScriptedServer({
      reply: () => {
        if (left === 0) refused += 1;
        else left -= 1;
        const headers = {
          "x-ratelimit-limit-requests": "5",
          "x-ratelimit-remaining-requests": String(left),
          "x-ratelimit-reset-requests": "400ms",
        };
        const body = { choices: [{ message: { content: "Hello." }, finish_reason: "stop" }] };
        return { status: 200, headers, body };
      },
    });
    await call(server.url, { calls: 12, concurrency: 12, limiter: new RateLimiter({ start: 2 }) });
    clearInterval(reset);
    expect(refused).toBe(0);
  });
});

describe("a server that queues without a word, and drops what waits too long", () => {
  test("loses no call and repeats none", async () => {
    const load = new Load(4, 50);
    await using server = await startScriptedServer({ reply: () => load.queueAbove(1_500) });
    const repeated = await call(server.url, { calls: 160, concurrency: 64 });
    expect(repeated).toEqual({});
    expect(load).toMatchObject({ served: 160, dropped: 0 });
  });

  test("gets fewer calls at a time once it has dropped some", async () => {
    const load = new Load(2, 50);
    const limiter = new RateLimiter({ start: 32 });
    await using server = await startScriptedServer({ reply: () => load.queueAbove(150) });
    await using model = createChatModel({ url: server.url, model: "m", limiter, retries: 99 });
    await Promise.all(Array.from({ length: 60 }, () => model.complete(request, { signal: never })));
    expect(load.served).toBe(60);
    expect(limiter.state.limit).toBeLessThan(16);
  });
});

describe("models that share a limiter", () => {
  test("share its places, and the open episode goes first", async () => {
    const order: string[] = [];
    await using server = await startScriptedServer({
      reply: ({ messages }) => {
        order.push(messages[0]?.content ?? "");
        return { ...answer, latencyMs: 30 };
      },
    });
    const limiter = new RateLimiter({ most: 1 });
    const shared = { url: server.url, model: "m", limiter };
    await using agent = createChatModel(shared);
    await using user = createChatModel(shared);
    const say = (content: string): ChatRequest => ({ messages: [{ role: "user", content }] });
    const scope = (role: string, ordinal: number) => ({ episode: "a/0", role, ordinal });
    const results = await Promise.all([
      agent.complete(say("first"), { signal: never, scope: scope("agent", 0) }),
      user.complete(say("new"), { signal: never, scope: scope("user", 0) }),
      user.complete(say("judge"), { signal: never, scope: scope("judge", 0) }),
      agent.complete(say("open"), { signal: never, scope: scope("agent", 1) }),
    ]);
    expect([order[0], order.slice(1, 3).toSorted(), order[3]]).toEqual([
      "first",
      ["judge", "open"],
      "new",
    ]);
    expect(server.peak).toBe(1);
    expect(results.map(({ milliseconds }) => milliseconds.queued >= 25)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test("are not held up by one that waits to try again", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) =>
        index === 0 ? { status: 503, headers: { "retry-after": "1" } } : answer,
    });
    const limiter = new RateLimiter({ most: 1 });
    await using model = createChatModel({ url: server.url, model: "m", limiter });
    const waiting = model.complete(request, { signal: never });
    while (server.requests.length === 0) await delay(5);
    await delay(20);
    const order: string[] = [];
    void waiting.then(() => order.push("the one that waits"));
    await model.complete(request, { signal: never });
    order.push("the other");
    expect((await waiting).retries?.[0]?.waitedMs).toBeGreaterThan(900);
    expect(order).toEqual(["the other", "the one that waits"]);
  });
});
