import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTasks, oracleAgent } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import { expect, test } from "vitest";

import { openRun, run } from "../../src/index.ts";

test("a run keeps the record of every episode", async () => {
  const logDir = await mkdtemp(join(tmpdir(), "agent-gym-runner-"));
  try {
    const tasks = await createTasks([{ target: 3 }, { target: 5 }]);
    const result = await run({
      definition: counterEnvironment,
      tasks,
      agent: oracleAgent,
      attempts: 2,
      logDir,
    });
    expect(result.summary).toMatchObject({ planned: 4, scored: 4, succeeded: 4, successRate: 1 });
    const record = await openRun(result.folder);
    expect(record.summary).toEqual(result.summary);
    const [entry] = record.entries;
    if (entry === undefined) throw new Error("no entry");
    const episode = await record.episode(entry);
    expect(episode.verdict).toMatchObject({ reward: 1 });
    expect(episode.transcript?.turns).toHaveLength(5);
  } finally {
    await rm(logDir, { recursive: true, force: true });
  }
});
