import { readFileSync } from "node:fs";

import type { Interpreter, SandboxProvider } from "@agent-gym/core";
import { checkAnswer } from "@agent-gym/env-python/answer";
import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import { createPyodideProvider } from "@agent-gym/sandbox/pyodide";

import { median, type Measurement, type Row, timings } from "../measurement.ts";

const pairsFile = new URL(
  "../../packages/env-python/test/fixtures/answer-pairs.json",
  import.meta.url,
);
const pairCount = 268;

/** How fast Python is ready and runs a cell, on each backend, and how fast answers are judged. */
export const row: Row = {
  name: "python",
  measure: async () => [
    ...measureAnswers(),
    ...(await measureBackend(createBubblewrapProvider(), { ready: 50, starts: 20 })),
    // Without processes that were started ahead.
    ...(await measureBackend(createPyodideProvider({ spareProcesses: 0 }), {
      ready: 600,
      starts: 5,
    })),
  ],
};

function measureAnswers(): readonly Measurement[] {
  const pairs = (
    JSON.parse(readFileSync(pairsFile, "utf8")) as { gold: string; prediction: string }[]
  ).slice(0, pairCount);
  const began = performance.now();
  for (const pair of pairs) checkAnswer(pair);
  const first = performance.now() - began;
  return [
    { what: `${pairCount} answer pairs, first time`, value: first, unit: "ms", bar: { most: 100 } },
  ];
}

async function measureBackend(
  provider: SandboxProvider,
  { ready, starts }: { readonly ready: number; readonly starts: number },
): Promise<readonly Measurement[]> {
  const probe = await provider.probe(["stateful-python"]);
  const { kind } = provider;
  if (!probe.ok) return [{ what: `${kind} is not there`, value: 0, unit: "", note: probe.reason }];
  try {
    const start = async (): Promise<AsyncDisposable & { readonly python: Interpreter }> => {
      const sandbox = await provider.create({});
      const python = await sandbox.interpreter?.("python");
      if (python === undefined) throw new Error(`${kind} has no interpreter`);
      return { python, [Symbol.asyncDispose]: async () => await sandbox[Symbol.asyncDispose]() };
    };
    // The first start of all may have to make what the others find.
    await using first = await start();
    const made: AsyncDisposable[] = [];
    const readies = await timings(starts, async () => made.push(await start()));
    await Promise.all(made.map(async (one) => await one[Symbol.asyncDispose]()));
    await first.python.run("x = 1");
    const cells = await timings(300, async () => await first.python.run("x = 1"));
    return [
      { what: `${kind}: ready`, value: median(readies), unit: "ms", bar: { most: ready } },
      { what: `${kind}: warm cell`, value: median(cells), unit: "ms", bar: { most: 1 } },
    ];
  } finally {
    await provider.dispose?.();
  }
}
