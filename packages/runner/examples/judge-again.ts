import { counterEnvironment } from "@agent-gym/core/testing";
import { exportRun, openRun, regradeRun, runStatistics } from "@agent-gym/runner";

const { changed, entries, file } = await regradeRun("runs/before", {
  definition: counterEnvironment,
  write: true,
});
const record = await openRun("runs/before");
console.log(changed, runStatistics({ ...record, entries }).successRate, file);

for await (const piece of exportRun(record, { format: "junit" })) process.stdout.write(piece);
