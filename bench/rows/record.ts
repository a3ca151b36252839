import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { nopAgent } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import { openRun, run } from "@agent-gym/runner";

import { median, type Row, timings } from "../measurement.ts";
import { counterTasks } from "../scripted-counter.ts";

/** How fast a large run is read again. */
export const row: Row = {
  name: "record",
  measure: async () => {
    const folder = await mkdtemp(join(process.cwd(), ".bench-"));
    try {
      const episodes = 10_000;
      const before = process.memoryUsage().heapUsed;
      const { folder: path } = await run({
        definition: counterEnvironment,
        tasks: await counterTasks(episodes),
        agent: nopAgent,
        concurrency: 16,
        logDir: folder,
      });
      const opened = await timings(9, async () => {
        const { entries } = await openRun(path);
        if (entries.length !== episodes) throw new Error(`${entries.length} episodes were read.`);
      });
      globalThis.gc?.();
      return [
        {
          what: "a run of 10,000 episodes listed and summarised",
          value: median(opened),
          unit: "ms",
          bar: { most: 50 },
        },
        {
          what: "heap after it, above what was there before",
          value: (process.memoryUsage().heapUsed - before) / 2 ** 20,
          unit: "MiB",
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
