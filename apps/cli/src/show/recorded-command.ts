import type { RunDescription } from "@agent-gym/runner";

/** The arguments that started a run last, as `eval` recorded them; none for runs of other programs. */
export function recordedCommand({ launches }: RunDescription): readonly string[] | undefined {
  const command = launches.at(-1)?.circumstances["command"];
  if (!Array.isArray(command)) return undefined;
  const words = command as readonly unknown[];
  return words.every((word) => typeof word === "string") ? words : undefined;
}

/** The arguments that finish what a run owes. */
export function goOnCommand(description: RunDescription): readonly string[] | undefined {
  const command = recordedCommand(description);
  if (command === undefined) return undefined;
  return [...without(command, ["--run-id", "--resume"]), "--run-id", description.runId, "--resume"];
}

/** The arguments that attempt one of a run's tasks again, in a run of its own. */
export function againCommand(
  description: RunDescription,
  task: string,
): readonly string[] | undefined {
  const command = recordedCommand(description);
  if (command === undefined) return undefined;
  const dropped = ["--run-id", "--resume", "--retry-errors", "--task-id", "--limit", "--attempts"];
  return [...without(command, dropped), "--task-id", task];
}

const switches: ReadonlySet<string> = new Set(["--resume", "--retry-errors"]);

function without(command: readonly string[], flags: readonly string[]): readonly string[] {
  return command.filter((word, index) => {
    const before = command[index - 1] ?? "";
    if (flags.includes(word)) return false;
    return !(flags.includes(before) && !switches.has(before));
  });
}
