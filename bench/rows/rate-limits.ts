import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";

import { createChatModel, RateLimiter } from "@agent-gym/model";

import type { Measurement, Row } from "../measurement.ts";

/** How a server of the bench behaves. */
interface ServerTraits {
  /** Calls that it works on at a time. */
  readonly capacity: number;
  /** How long it works on each. */
  readonly latencyMs: number;
  /** Answers 429 above its capacity, instead of letting calls queue. */
  readonly refuses: boolean;
  /** Sent with each 429. */
  readonly retryAfterSeconds?: number;
  /** Breaks off what has waited so long in the queue. */
  readonly dropMs?: number;
}

/** What a server of the bench has done. */
interface ServerReport {
  readonly served: number;
  readonly refused: number;
  readonly dropped: number;
  /** From the first request to the last answer. */
  readonly spanMs: number;
}

/** Whether a server of unknown capacity is kept busy, and no call is lost on the way. */
export const row: Row = {
  name: "rate-limits",
  measure: async () => {
    // A second of compiling would weigh as much as a quarter of the calls; the limiter is new each time.
    await measure("to warm up", { capacity: 32, latencyMs: 10, refuses: false }, 1000);
    return measureAll();
  },
};

async function measureAll(): Promise<readonly Measurement[]> {
  return [
    ...(await measure("429 above 32", { capacity: 32, latencyMs: 80, refuses: true }, 1500)),
    ...(await measure(
      "429 above 32, Retry-After: 1",
      { capacity: 32, latencyMs: 80, refuses: true, retryAfterSeconds: 1 },
      1500,
    )),
    ...(await measure(
      "queues above 16, drops after 30 s",
      { capacity: 16, latencyMs: 1000, refuses: false, dropMs: 30_000 },
      1000,
    )),
  ];
}

async function measure(
  what: string,
  traits: ServerTraits,
  calls: number,
): Promise<readonly Measurement[]> {
  const concurrency = 256;
  const server = fork(fileURLToPath(import.meta.url), [JSON.stringify(traits)]);
  try {
    const port = await new Promise<number>((resolve) => {
      server.once("message", (message) => resolve(message as number));
    });
    const limiter = new RateLimiter();
    await using model = createChatModel({
      url: `http://127.0.0.1:${port}/v1`,
      model: "bench",
      limiter,
    });
    const { signal } = new AbortController();
    let next = 0;
    let failed = 0;
    let retried = 0;
    const work = async (): Promise<void> => {
      while (next < calls) {
        next += 1;
        try {
          const messages = [{ role: "user" as const, content: "Hello." }];
          const { retries = [] } = await model.complete({ messages }, { signal });
          retried += retries.filter(({ code }) => code !== "rate-limit").length;
        } catch {
          failed += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    const report = await new Promise<ServerReport>((resolve) => {
      server.once("message", (message) => resolve(message as ServerReport));
      server.send("report");
    });
    const busy = (report.served * traits.latencyMs) / (report.spanMs * traits.capacity);
    return [
      {
        what: `of the capacity used, ${what}`,
        value: 100 * busy,
        unit: "%",
        bar: { least: 85 },
        note: `${calls} calls wanted at concurrency ${concurrency}; ${(report.spanMs / 1000).toFixed(1)} s; ${report.refused} answers 429; the limit in the end: ${limiter.state.limit}`,
      },
      {
        what: `calls lost or made twice, ${what}`,
        value: failed + retried + report.dropped + Math.abs(report.served - calls),
        unit: "calls",
        bar: { most: 0 },
      },
    ];
  } finally {
    server.kill();
  }
}

/** Runs in a process of its own, so that the figures are those of the client alone. */
function serve(traits: ServerTraits): void {
  const { capacity, latencyMs, refuses, retryAfterSeconds, dropMs } = traits;
  const queue: ServerResponse[] = [];
  let working = 0;
  let served = 0;
  let refused = 0;
  let dropped = 0;
  let first: number | undefined;
  let last = 0;

  const begin = (response: ServerResponse): void => {
    working += 1;
    setTimeout(() => {
      working -= 1;
      served += 1;
      last = performance.now();
      const message = { role: "assistant", content: "Hello." };
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      const usage = { prompt_tokens: 10, completion_tokens: 2 };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ model: "bench", choices, usage }));
      const waiting = queue.shift();
      if (waiting !== undefined) begin(waiting);
    }, latencyMs);
  };
  const drop = (response: ServerResponse): void => {
    const index = queue.indexOf(response);
    if (index === -1) return;
    queue.splice(index, 1);
    dropped += 1;
    response.destroy();
  };

  const server = createServer((request, response) => {
    first ??= performance.now();
    request.resume();
    if (working < capacity) begin(response);
    else if (refuses) {
      refused += 1;
      if (retryAfterSeconds !== undefined) response.setHeader("retry-after", retryAfterSeconds);
      response.writeHead(429, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: "Too many requests." } }));
    } else {
      queue.push(response);
      if (dropMs !== undefined) setTimeout(() => drop(response), dropMs);
    }
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1", 4096, () => {
    const address = server.address();
    process.send?.(typeof address === "object" ? address?.port : undefined);
  });
  process.on("message", () => {
    process.send?.({ served, refused, dropped, spanMs: last - (first ?? last) });
  });
  process.on("disconnect", () => process.exit());
}

const [, script, traits] = process.argv;
if (script === fileURLToPath(import.meta.url)) serve(JSON.parse(traits ?? "{}") as ServerTraits);
