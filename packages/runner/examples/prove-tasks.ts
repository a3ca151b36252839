import { createTasks } from "@agent-gym/core";
import { counterEnvironment as definition } from "@agent-gym/core/testing";
import { loadTaskFiles, validateTasks } from "@agent-gym/runner";

const data = await loadTaskFiles(["data/*.jsonl", "more.csv"], {
  fields: { target: "goal" },
  split: "train",
  schema: definition.taskSchema,
});
const { tasks, totals } = await validateTasks({ definition, tasks: await createTasks(data) });
for (const { task, standing, probes } of tasks) {
  const failed = probes.filter(({ passed }) => passed !== true).map(({ probe }) => probe);
  console.log(task, standing, failed);
}
console.log(totals);
