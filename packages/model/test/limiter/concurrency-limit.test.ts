import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ConcurrencyLimit } from "../../src/limiter/concurrency-limit.ts";
import { seededRandom, simulate } from "./simulated-server.ts";

const exponential = (seed: number, mean: number) => {
  const random = seededRandom(seed);
  return () => -Math.log(1 - random()) * mean;
};

describe("a server that refuses above its capacity", () => {
  test.each([1, 2, 7, 32, 100])("of %i is kept busy, with few refusals", (capacity) => {
    const calls = 200 * capacity;
    const { busy, refused, limit } = simulate({
      capacity,
      calls,
      latency: () => 100,
      refuses: true,
    });
    expect(busy).toBeGreaterThan(0.93);
    expect(refused).toBeLessThan(calls / 10 + 20);
    expect(limit.value).toBeLessThanOrEqual(capacity + 2);
  });

  test("is kept busy however its latencies are spread", () => {
    const shares = Array.from({ length: 30 }, (_, seed) => {
      const [capacity, latency] = [2 + 2 * seed, exponential(seed, 1000)];
      return simulate({ capacity, calls: 150 * capacity, latency, refuses: true }).busy;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.9);
  });

  test("never has more calls under way than the limit says, and none is lost", () => {
    fc.assert(
      fc.property(
        fc.record({
          capacity: fc.integer({ min: 1, max: 64 }),
          calls: fc.integer({ min: 1, max: 500 }),
          refuses: fc.boolean(),
          dropMs: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
        }),
        fc.integer({ min: 1, max: 1e6 }),
        ({ dropMs, ...server }, seed) => {
          // The simulation itself throws where this does not hold.
          const drops = dropMs === undefined ? {} : { dropMs };
          simulate({ ...server, ...drops, latency: exponential(seed, 1000) });
        },
      ),
    );
  });
});

describe("a server that queues without a word", () => {
  test.each([1, 4, 16, 64])("of capacity %i is kept busy, and its queue short", (capacity) => {
    const { busy, longestWaitMs, limit } = simulate({
      capacity,
      calls: 200 * capacity + 800,
      latency: () => 1000,
      refuses: false,
    });
    expect(busy).toBeGreaterThan(0.9);
    // The wait of the doubling that went one step too far.
    expect(longestWaitMs).toBeLessThanOrEqual(16_000 / Math.min(capacity, 16));
    expect(limit.value).toBeLessThanOrEqual(2 * capacity + 2);
  });

  test("of capacity 16 that drops after 30 s loses nothing, however its latencies are spread", () => {
    const shares = Array.from({ length: 30 }, (_, seed) => {
      const served = { capacity: 16, calls: 4000, refuses: false, dropMs: 30_000 };
      const { busy, dropped } = simulate({ ...served, latency: exponential(seed, 1000) });
      expect(dropped).toBe(0);
      return busy;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.9);
  });

  test("that drops early shrinks the limit, and is served to the end", () => {
    const served = { capacity: 4, calls: 1000, refuses: false, dropMs: 500 };
    const { busy, dropped, limit } = simulate({ ...served, latency: () => 1000 });
    expect(busy).toBeGreaterThan(0.7);
    expect(dropped).toBeLessThan(100);
    expect(limit.value).toBeLessThan(8);
  });

  test("that has less capacity than before gets fewer calls", () => {
    let slower = 1;
    const { limit } = simulate({
      capacity: 32,
      calls: 20_000,
      refuses: false,
      // As if three of four of its machines had gone, and each call took four times as long.
      latency: () => 1000 * (slower = Math.min(4, slower + 0.001)),
    });
    expect(limit.value).toBeLessThan(64);
  });
});

describe("the limit", () => {
  test("stays where it is while it is not used up", () => {
    const limit = new ConcurrencyLimit({ start: 8, most: 100 });
    for (let now = 0; now < 1000; now += 1) {
      limit.send(now);
      limit.answered(now + 0.5, { waiting: false });
    }
    expect(limit.value).toBe(8);
  });

  test("never exceeds the most, and never falls below one", () => {
    const limit = new ConcurrencyLimit({ start: 50, most: 3 });
    expect(limit.value).toBe(3);
    for (let now = 0; now < 50; now += 1) limit.refused(limit.send(now));
    expect(limit.value).toBe(1);
    for (let now = 0; now < 50; now += 1) {
      limit.send(now);
      limit.answered(now, { waiting: true });
    }
    expect(limit.value).toBeLessThanOrEqual(3);
  });

  test("that was given stays as it was given while all goes well, and shrinks when it does not", () => {
    const limit = new ConcurrencyLimit({ start: 64, most: 64 });
    const play = (rounds: number, capacity: number): void => {
      // Each round the server answers as many as it can, and the client sends as many as it may.
      for (let round = 0; round < rounds; round += 1) {
        now += 1000;
        for (let answer = 0; answer < Math.min(capacity, limit.value); answer += 1) {
          if (limit.inFlight > 0) limit.answered(now, { waiting: true });
        }
        while (limit.hasRoom) limit.send(now);
      }
    };
    let now = 0;
    while (limit.hasRoom) limit.send(now);
    play(200, 64);
    expect(limit.value).toBe(64);
    play(600, 16);
    expect(limit.value).toBeLessThan(32);
  });

  test("falls once for calls that were sent together, and no lower than the server still holds", () => {
    const limit = new ConcurrencyLimit({ start: 100, most: 1000 });
    const calls = Array.from({ length: 100 }, () => limit.send(0));
    for (const call of calls.slice(0, 30)) limit.refused(call);
    expect(limit.value).toBe(70);
    for (const call of calls.slice(30)) limit.refused(call);
    expect(limit.value).toBe(50);
    limit.refused(limit.send(1));
    expect(limit.value).toBe(35);
  });

  test("falls by 30 % when calls break, once for those that were sent together", () => {
    const limit = new ConcurrencyLimit({ start: 100, most: 100 });
    const calls = Array.from({ length: 100 }, () => limit.send(0));
    for (const call of calls.slice(0, 50)) limit.overloaded(call);
    expect(limit.value).toBe(70);
    limit.overloaded(limit.send(1));
    expect(limit.value).toBe(49);
  });

  test("does not fall for a call that broke alone", () => {
    const limit = new ConcurrencyLimit({ start: 4, most: 100 });
    for (let now = 0; now < 9; now += 1) limit.overloaded(limit.send(now));
    expect(limit.value).toBe(4);
  });
});
