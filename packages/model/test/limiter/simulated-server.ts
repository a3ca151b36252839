import { ConcurrencyLimit } from "../../src/limiter/concurrency-limit.ts";
import type { SentCall } from "../../src/limiter/concurrency-limit.ts";

export interface SimulatedServer {
  readonly capacity: number;
  readonly calls: number;
  /** How long it works on the next call. */
  readonly latency: () => number;
  /** Refuses above its capacity; else calls queue. */
  readonly refuses: boolean;
  /** Breaks off what has waited so long in the queue. */
  readonly dropMs?: number;
}

export interface Simulated {
  /** The share of its capacity that the server worked. */
  readonly busy: number;
  readonly dropped: number;
  readonly refused: number;
  readonly longestWaitMs: number;
  readonly limit: ConcurrencyLimit;
}

interface Call {
  readonly sent: SentCall;
  readonly at: number;
}

/** Plays a server and its client without a clock: more calls are always wanted, until there are none. */
export function simulate(server: SimulatedServer): Simulated {
  const { capacity, refuses, dropMs = Number.POSITIVE_INFINITY } = server;
  const limit = new ConcurrencyLimit({ start: 8, most: Number.POSITIVE_INFINITY });
  const events: { readonly at: number; readonly happen: () => void }[] = [];
  const queue: Call[] = [];
  const count = { wanted: server.calls, done: 0, dropped: 0, refused: 0, working: 0 };
  let [now, worked, longestWaitMs] = [0, 0, 0];

  const after = (milliseconds: number, happen: () => void): void => {
    const at = now + milliseconds;
    const index = events.findLastIndex((event) => event.at <= at);
    events.splice(index + 1, 0, { at, happen });
  };
  const begin = (call: Call): void => {
    const latency = server.latency();
    worked += latency;
    longestWaitMs = Math.max(longestWaitMs, now - call.at);
    count.working += 1;
    after(latency, () => {
      count.working -= 1;
      count.done += 1;
      const next = queue.shift();
      if (next !== undefined) begin(next);
      limit.answered(now, { waiting: count.wanted > 0 });
    });
  };
  const arrive = (call: Call): void => {
    if (count.working < capacity) return begin(call);
    if (refuses) {
      return after(1, () => {
        count.refused += 1;
        count.wanted += 1;
        limit.refused(call.sent);
      });
    }
    queue.push(call);
    if (dropMs === Number.POSITIVE_INFINITY) return;
    after(dropMs, () => {
      if (!queue.includes(call)) return;
      queue.splice(queue.indexOf(call), 1);
      count.dropped += 1;
      count.wanted += 1;
      limit.overloaded(call.sent);
    });
  };
  while (count.done < server.calls) {
    while (count.wanted > 0 && limit.hasRoom) {
      count.wanted -= 1;
      arrive({ sent: limit.send(now), at: now });
      if (limit.inFlight > limit.value)
        throw new Error("More calls under way than the limit says.");
    }
    const event = events.shift();
    if (event === undefined) throw new Error("A call was lost.");
    now = event.at;
    event.happen();
  }
  const { dropped, refused } = count;
  return { busy: worked / (now * capacity), dropped, refused, longestWaitMs, limit };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
