/** A command-line task is played in the sandbox that comes with the environment. */
import { callAction, createTasks, openSession, parseTaskFile, validate } from "@agent-gym/core";
import { type CmdTask, cmdEnvironment, cmdTaskSchema } from "@agent-gym/env-cmd";
import { createVirtualProvider } from "@agent-gym/sandbox/virtual";

const input = {
  query: "Count the lines of notes.txt and write the number to count.txt.",
  files: { "notes.txt": "one\ntwo\n" },
  checks: [{ kind: "number-equals", path: "count.txt", value: 2 }],
};
const checked = validate(cmdTaskSchema, input);
const query: CmdTask["query"] = checked.valid ? checked.value.query : "";
if (query !== input.query) throw new Error(JSON.stringify(checked));

const [task] = await createTasks(parseTaskFile(JSON.stringify([input]), "tasks.json"));
if (task === undefined) throw new Error("There is no task.");

async function play(command: string): Promise<number | null> {
  if (task === undefined) return null;
  await using session = await openSession({
    definition: cmdEnvironment,
    task,
    sandboxes: createVirtualProvider(),
  });
  await session.episode?.step(callAction({ name: "execute_shell", arguments: { command } }));
  return (await session.finish()).verdict.reward;
}

const rewards = [await play("wc -l < notes.txt > count.txt"), await play("echo 3 > count.txt")];
if (rewards.join() !== "1,0") throw new Error(`The rewards are ${rewards.join()}.`);
console.log("done");
