import { createTasks, oracleAgent } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import { openRun, run } from "@agent-gym/runner";

const result = await run({
  definition: counterEnvironment,
  tasks: await createTasks([{ target: 3 }, { target: 5 }]),
  agent: oracleAgent,
  attempts: 4,
  concurrency: 8,
  limits: { turns: 30, wallMs: 600_000 },
  logDir: "runs",
});
console.log(result.runId, result.summary.successRate);

const record = await openRun(result.folder);
for (const entry of record.entries) {
  const { transcript, verdict } = await record.episode(entry);
  console.log(entry.task, verdict, transcript?.turns.length);
}
