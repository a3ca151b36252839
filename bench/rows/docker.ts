import { setTimeout as delay } from "node:timers/promises";

import type { Sandbox, SandboxProvider } from "@agent-gym/core";
import { createDockerProvider } from "@agent-gym/sandbox/docker";

import { median, type Measurement, type Row, timings } from "../measurement.ts";

const files = { "a.txt": { data: "a\n" } };

/** How fast a container becomes a sandbox, alone and at eight at a time, and runs a command. */
export const row: Row = {
  name: "docker",
  measure: async () => {
    const provider = createDockerProvider();
    const probe = await provider.probe();
    if (!probe.ok) return [{ what: "docker is not there", value: 0, unit: "", note: probe.reason }];
    try {
      return [
        ...(await measureStart()),
        ...(await measureCommand(provider)),
        ...(await measureEpisodes(provider)),
      ];
    } finally {
      await provider.dispose?.();
    }
  },
};

/** Without anything that was started ahead. */
async function measureStart(): Promise<readonly Measurement[]> {
  const provider = createDockerProvider({ ahead: 0 });
  await provider.probe();
  const made: Sandbox[] = [];
  const starts = await timings(20, async () => made.push(await provider.create({})));
  const ends = await timings(made.length, async (run) => await made[run]?.[Symbol.asyncDispose]());
  return [
    { what: "create + start", value: median(starts), unit: "ms", bar: { most: 150 } },
    { what: "end", value: median(ends), unit: "ms" },
  ];
}

async function measureCommand(provider: SandboxProvider): Promise<readonly Measurement[]> {
  await using sandbox = await provider.create({});
  // The next container is started now: it is not what is measured here.
  await delay(1000);
  const commands = await timings(60, async () => await sandbox.exec("echo hello > f; cat f"));
  return [{ what: "command", value: median(commands), unit: "ms", bar: { most: 60 } }];
}

/** Eight episodes at a time, each of five seconds in which it runs three commands. */
async function measureEpisodes(provider: SandboxProvider): Promise<readonly Measurement[]> {
  const waits: number[] = [];
  const episode = async (): Promise<void> => {
    const began = performance.now();
    await using sandbox = await provider.create({});
    waits.push(performance.now() - began);
    for (let command = 0; command < 3; command += 1) {
      await sandbox.exec("echo hello >> f; cat f");
      await delay(1500);
    }
  };
  const slot = async (index: number): Promise<void> => {
    await delay(index * 400);
    for (let round = 0; round < 3; round += 1) await episode();
  };
  await Promise.all(Array.from({ length: 8 }, async (_, index) => await slot(index)));
  // The first of each slot find nothing ready.
  const later = waits.slice(8);
  const ready = later.filter((wait) => wait < 5).length;
  const sandbox = await firstWithFiles(provider);
  return [
    {
      what: "8 at a time: the next container, when it is asked for",
      value: median(later),
      unit: "ms",
      bar: { most: 5 },
      note: `${String(ready)} of ${String(later.length)} were ready`,
    },
    { what: "a sandbox with files, of a container that is ready", value: sandbox, unit: "ms" },
  ];
}

async function firstWithFiles(provider: SandboxProvider): Promise<number> {
  const starts: number[] = [];
  for (let run = 0; run < 10; run += 1) {
    await delay(400);
    const began = performance.now();
    const sandbox = await provider.create({ files });
    starts.push(performance.now() - began);
    await sandbox[Symbol.asyncDispose]();
  }
  return median(starts);
}
