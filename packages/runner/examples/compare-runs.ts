import { compareRuns, openRun, runStatistics } from "@agent-gym/runner";

const before = await openRun("runs/before");
const after = await openRun("runs/after");
const { successRate, passes, byTag, minimumDetectableEffect } = runStatistics(after);
const { successRate: difference, wins, losses, changed } = compareRuns(before, after);
console.log(successRate?.interval, passes, byTag, minimumDetectableEffect);
console.log(difference?.delta, difference?.interval, wins, losses, changed);
