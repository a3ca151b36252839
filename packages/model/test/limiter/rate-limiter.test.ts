import { ProviderError } from "@agent-gym/core";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { RateLimiter } from "../../src/index.ts";
import type { CallSlot, WaitingCall } from "../../src/index.ts";
import { callPriority } from "../../src/limiter/call-priority.ts";

const never = new AbortController().signal;
const plain: WaitingCall = { priority: "new", tokens: 0, patienceMs: 1e9, signal: never };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Asks for a place; tells in `order` when it has it. */
function ask(
  limiter: RateLimiter,
  order: string[],
  name: string,
  call: Partial<WaitingCall> = {},
): Promise<CallSlot> {
  return limiter.enter({ ...plain, ...call }).then((slot) => {
    order.push(name);
    return slot;
  });
}

describe("who waits", () => {
  test("goes in the order of coming, open episodes first, what is made again before all", async () => {
    const limiter = new RateLimiter({ most: 1 });
    const order: string[] = [];
    const first = await limiter.enter(plain);
    const waiting = [
      ask(limiter, order, "new 1"),
      ask(limiter, order, "open 1", { priority: "open" }),
      ask(limiter, order, "new 2"),
      ask(limiter, order, "again", { priority: "again" }),
      ask(limiter, order, "open 2", { priority: "open" }),
    ];
    first.answered();
    const slots = [];
    for (const expected of ["again", "open 1", "open 2", "new 1", "new 2"]) {
      await vi.advanceTimersByTimeAsync(1);
      expect(order.at(-1)).toBe(expected);
      const index = ["new 1", "open 1", "new 2", "again", "open 2"].indexOf(expected);
      const slot = (await waiting[index]) as CallSlot;
      slots.push(slot);
      slot.answered();
    }
    expect(slots).toHaveLength(5);
  });

  test("has an open episode from its second call on, and when its judge is asked", () => {
    const scope = { episode: "a/0", role: "agent", ordinal: 0 };
    expect(callPriority(undefined)).toBe("new");
    expect(callPriority(scope)).toBe("new");
    expect(callPriority({ ...scope, ordinal: 1 })).toBe("open");
    expect(callPriority({ ...scope, role: "judge" })).toBe("open");
  });

  test("may give up, and those behind it go on", async () => {
    const limiter = new RateLimiter({ most: 1 });
    const first = await limiter.enter(plain);
    const impatient = new AbortController();
    const gone = limiter.enter({ ...plain, signal: impatient.signal });
    const next = limiter.enter(plain);
    const ended = expect(gone).rejects.toThrow("enough");
    impatient.abort(new Error("enough"));
    await ended;
    await expect(limiter.enter({ ...plain, signal: impatient.signal })).rejects.toThrow("enough");
    first[Symbol.dispose]();
    (await next).answered();
    expect(limiter.state).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  test("that is given its place and lets go of it without a word, frees it once", async () => {
    const limiter = new RateLimiter({ most: 2 });
    const slot = await limiter.enter(plain);
    slot[Symbol.dispose]();
    slot.answered();
    slot[Symbol.dispose]();
    expect(limiter.state.inFlight).toBe(0);
  });

  test("is told how long it waited", async () => {
    const limiter = new RateLimiter({ most: 1 });
    const first = await limiter.enter(plain);
    expect(first.waitedMs).toBe(0);
    const second = limiter.enter(plain);
    await vi.advanceTimersByTimeAsync(500);
    first.answered();
    expect((await second).waitedMs).toBe(500);
  });
});

describe("an endpoint's wishes", () => {
  test("a Retry-After is waited for when nothing else is under way", async () => {
    const limiter = new RateLimiter();
    (await limiter.enter(plain)).refused(3000);
    expect(limiter.state).toMatchObject({ refused: 1, pausedMs: 3000 });
    const order: string[] = [];
    void ask(limiter, order, "later");
    await vi.advanceTimersByTimeAsync(2990);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(order).toEqual(["later"]);
  });

  test("while others are under way, one is sent for each that is answered", async () => {
    const limiter = new RateLimiter({ start: 4 });
    const slots = await Promise.all([0, 1, 2, 3].map(() => limiter.enter(plain)));
    slots[0]?.refused(60_000);
    const order: string[] = [];
    const waiting = ["a", "b", "c"].map((name) => ask(limiter, order, name));
    await vi.advanceTimersByTimeAsync(1000);
    expect(order).toEqual([]);
    slots[1]?.answered();
    await vi.advanceTimersByTimeAsync(1000);
    expect(order).toEqual(["a"]);
    (await waiting[0])?.refused(60_000);
    slots[2]?.answered();
    slots[3]?.answered();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(order).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(order).toEqual(["a", "b", "c"]);
  });

  test("a call that is to be held back lets others pass", async () => {
    const limiter = new RateLimiter();
    const order: string[] = [];
    void ask(limiter, order, "held", { priority: "again", notBefore: performance.now() + 1000 });
    void ask(limiter, order, "other");
    await vi.advanceTimersByTimeAsync(990);
    expect(order).toEqual(["other"]);
    await vi.advanceTimersByTimeAsync(20);
    expect(order).toEqual(["other", "held"]);
  });

  test("an allowance that its headers call used up is left alone until it is whole", async () => {
    const limiter = new RateLimiter();
    const slot = await limiter.enter(plain);
    slot.heard({
      "x-ratelimit-remaining-requests": "1",
      "x-ratelimit-reset-requests": "6s",
    });
    slot.answered();
    const order: string[] = [];
    void ask(limiter, order, "the one left");
    void ask(limiter, order, "one more");
    await vi.advanceTimersByTimeAsync(5990);
    expect(order).toEqual(["the one left"]);
    await vi.advanceTimersByTimeAsync(20);
    expect(order).toEqual(["the one left", "one more"]);
  });

  test("a pause that is longer than a call has ends it at once, and says for how long", async () => {
    const limiter = new RateLimiter();
    (await limiter.enter(plain)).refused(3_600_000);
    const call = limiter.enter({ ...plain, patienceMs: 900_000 });
    await expect(call).rejects.toMatchObject({ code: "rate-limit", retryAfterMs: 3_600_000 });
    await expect(call).rejects.toSatisfy(ProviderError.isInstance);
    await expect(call).rejects.toThrow("takes no more calls for another 3600 s");
  });
});

describe("our own bounds", () => {
  test("requests per minute are kept to the request", async () => {
    const limiter = new RateLimiter({ start: 100, requestsPerMinute: 3 });
    const order: string[] = [];
    const answer = (slot: CallSlot): void => slot.answered();
    for (const name of "abcdefg") void ask(limiter, order, name).then(answer);
    await vi.advanceTimersByTimeAsync(59_990);
    expect(order.join("")).toBe("abc");
    await vi.advanceTimersByTimeAsync(20);
    expect(order.join("")).toBe("abcdef");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(order.join("")).toBe("abcdefg");
  });

  test("tokens per minute are reserved, and given back when fewer were used", async () => {
    const limiter = new RateLimiter({ tokensPerMinute: 1000 });
    expect(limiter.countsTokens).toBe(true);
    const order: string[] = [];
    const first = await limiter.enter({ ...plain, tokens: 900 });
    void ask(limiter, order, "second", { tokens: 500 });
    await vi.advanceTimersByTimeAsync(100);
    expect(order).toEqual([]);
    first.answered(300);
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toEqual(["second"]);
  });

  test.each([{ most: 0 }, { start: 0.5 }, { requestsPerMinute: Number.NaN }])(
    "%j is refused",
    (options) => {
      expect(() => new RateLimiter(options)).toThrow("must be 1 or more");
    },
  );
});

test("whatever happens, no more calls are under way than the limit says, and each is ended once", async () => {
  const outcome = fc.constantFrom("answered", "refused", "asked", "overloaded", "dropped", "gone");
  const call = fc.record({
    pauseMs: fc.integer({ min: 0, max: 300 }),
    priority: fc.constantFrom("again", "open", "new"),
    tokens: fc.integer({ min: 0, max: 2000 }),
    heldMs: fc.integer({ min: 0, max: 200 }),
    workMs: fc.integer({ min: 0, max: 2000 }),
    outcome,
  });
  const bounds = fc.record(
    {
      start: fc.integer({ min: 1, max: 20 }),
      most: fc.integer({ min: 1, max: 30 }),
      requestsPerMinute: fc.integer({ min: 1, max: 40 }),
      tokensPerMinute: fc.integer({ min: 100, max: 9000 }),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(bounds, fc.array(call, { maxLength: 40 }), async (options, calls) => {
      const limiter = new RateLimiter(options);
      let done = 0;
      const play = async (one: (typeof calls)[number]): Promise<void> => {
        const controller = new AbortController();
        const { priority, tokens } = one;
        const notBefore = performance.now() + one.heldMs;
        if (one.outcome === "gone") setTimeout(() => controller.abort(), one.workMs);
        const { signal } = controller;
        try {
          using slot = await limiter.enter({ ...plain, priority, tokens, notBefore, signal });
          const { inFlight, limit } = limiter.state;
          expect(inFlight).toBeLessThanOrEqual(limit);
          await new Promise((resolve) => setTimeout(resolve, one.workMs));
          if (one.outcome === "answered") slot.answered(tokens / 2);
          if (one.outcome === "refused") slot.refused(undefined);
          if (one.outcome === "asked") slot.refused(500);
          if (one.outcome === "overloaded") slot.overloaded();
        } catch (error) {
          if (!signal.aborted) throw error;
        }
        done += 1;
      };
      const playing = (async () => {
        const all: Promise<void>[] = [];
        for (const one of calls) {
          await new Promise((resolve) => setTimeout(resolve, one.pauseMs));
          all.push(play(one));
        }
        await Promise.all(all);
      })();
      await vi.advanceTimersByTimeAsync(7_200_000);
      await playing;
      expect(done).toBe(calls.length);
      expect(limiter.state).toMatchObject({ inFlight: 0, waiting: 0 });
    }),
    { numRuns: 60 },
  );
});
