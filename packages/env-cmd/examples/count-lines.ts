import { callAction, createTasks, openSession } from "@agent-gym/core";
import { cmdEnvironment } from "@agent-gym/env-cmd";
import { createVirtualProvider } from "@agent-gym/sandbox/virtual";

const [task] = await createTasks([
  {
    query: "Count the lines of notes.txt and write the number to count.txt.",
    files: { "notes.txt": "one\ntwo\n" },
    checks: [{ kind: "number-equals", path: "count.txt", value: 2 }],
  },
]);
if (task === undefined) throw new Error("no task");

await using session = await openSession({
  definition: cmdEnvironment,
  task,
  sandboxes: createVirtualProvider(),
});
const command = "wc -l < notes.txt > count.txt";
await session.episode?.step(callAction({ name: "execute_shell", arguments: { command } }));
const { verdict } = await session.finish();
console.log(verdict.reward); // 1
