import type { SandboxProvider } from "@agent-gym/core";
import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import { createVirtualProvider } from "@agent-gym/sandbox/virtual";

import { median, type Measurement, type Row, timings } from "../measurement.ts";

/** How fast a sandbox starts, and how fast it runs a command. */
export const row: Row = {
  name: "sandbox",
  measure: async () => [
    ...(await measureProvider("bubblewrap", createBubblewrapProvider(), 15)),
    ...(await measureProvider("virtual", createVirtualProvider())),
  ],
};

async function measureProvider(
  name: string,
  provider: SandboxProvider,
  bar?: number,
): Promise<readonly Measurement[]> {
  const probe = await provider.probe();
  if (!probe.ok) return [{ what: `${name} is not there`, value: 0, unit: "", note: probe.reason }];
  const most = bar === undefined ? {} : { bar: { most: bar } };
  const starts: number[] = [];
  for (const index of Array.from({ length: 41 }).keys()) {
    const began = performance.now();
    const sandbox = await provider.create({ files: { "a.txt": { data: "a\n" } } });
    // The first one warms the backend itself.
    if (index > 0) starts.push(performance.now() - began);
    await sandbox[Symbol.asyncDispose]();
  }
  await using sandbox = await provider.create({});
  await sandbox.exec("true");
  const commands = await timings(60, () => sandbox.exec("echo hello > f; cat f"));
  const manyBegan = performance.now();
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      await using one = await provider.create({});
      await one.exec("echo hello > f; cat f");
    }),
  );
  const many = performance.now() - manyBegan;
  await provider.dispose?.();
  return [
    { what: `${name}: start`, value: median(starts), unit: "ms", ...most },
    { what: `${name}: command`, value: median(commands), unit: "ms", ...most },
    { what: `${name}: 50 at once, start + command + end, each`, value: many / 50, unit: "ms" },
  ];
}
