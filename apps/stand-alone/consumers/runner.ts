/** Tasks are proved and played, and the record is read, compared and exported. */
import { createTasks, nopAgent, oracleAgent } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import {
  compareRuns,
  type Estimate,
  exportRun,
  type IndexEntry,
  openRun,
  run,
  type RunOptions,
  type RunRecord,
  runStatistics,
  validateTasks,
} from "@agent-gym/runner";

const tasks = await createTasks([{ target: 3 }, { target: 5 }]);
const options: Omit<RunOptions, "agent"> = {
  definition: counterEnvironment,
  tasks,
  attempts: 2,
  concurrency: 2,
  limits: { turns: 30, wallMs: 600_000 },
  logDir: "runs",
};

const records: RunRecord[] = [];
for (const agent of [nopAgent, oracleAgent]) {
  const { folder, summary } = await run({ ...options, agent });
  if (summary.scored !== 4) throw new Error(JSON.stringify(summary));
  records.push(await openRun(folder));
}
const [before, after] = records;
if (before === undefined || after === undefined) throw new Error("A run is missing.");

for (const entry of after.entries satisfies readonly IndexEntry[]) {
  const { transcript, verdict } = await after.episode(entry);
  if (transcript === undefined || verdict?.reward !== 1) throw new Error(entry.task);
}
const estimate: Estimate | undefined = runStatistics(after).successRate;
const { successRate } = compareRuns(before, after);
if (estimate?.mean !== 1 || successRate?.delta !== 1) {
  throw new Error(JSON.stringify({ estimate, successRate }));
}

let junit = "";
for await (const piece of exportRun(after, { format: "junit" })) junit += piece.toString();
if (!junit.includes("<testsuite")) throw new Error(junit);

const { tasks: proved } = await validateTasks({ definition: counterEnvironment, tasks });
if (proved.some(({ standing }) => standing !== "proved")) throw new Error(JSON.stringify(proved));
console.log("done");
