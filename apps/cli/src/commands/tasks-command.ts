import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import { addTasksSynthFlags, type TasksSynthFlags } from "../flags/tasks-synth-flags.ts";

/** `agent-gym tasks`: what can be done with tasks themselves. */
export function tasksCommand(context: CommandContext, exit: (code: number) => void): Command {
  return new Command("tasks").description("Make tasks.").addCommand(tasksSynth(context, exit));
}

/** `agent-gym tasks synth <environment>`: a teacher proposes tasks; proof decides. */
function tasksSynth(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  const command = new Command("synth")
    .description("Let a teacher propose tasks, and accept those that are proved.")
    .argument("<environment>", "built-in (cmd, python, nlp), or a module");
  return addTasksSynthFlags(command)
    .addHelpText(
      "after",
      `
A task is accepted when it fits its schema, repeats no other, its reference solution succeeds, and
doing nothing, chance and cheats do not, twice alike. What is turned down lies beside the tasks,
with the reason. The endpoint and its key are found as for synth.

Examples:
  ${program} tasks synth cmd --data-file data/cmd.json --proposals 50 --output new-tasks.json \\
      --teacher-url http://127.0.0.1:8000/v1 --teacher-model big
  ${program} validate cmd --data-file new-tasks.json`,
    )
    .action(async (environment: string, flags: TasksSynthFlags) => {
      const { runTasksSynth } = await import("../synth/run-tasks-synth.ts");
      exit(await runTasksSynth({ environment, flags, context }));
    });
}
