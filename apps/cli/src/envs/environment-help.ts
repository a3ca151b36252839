import type { CommandContext } from "../command-context.ts";
import { describeOptions } from "../loading/describe-options.ts";
import { loadEnvironment } from "../loading/load-environment.ts";
import { stylesFor } from "../terminal/styles.ts";
import { optionLines } from "./option-lines.ts";

/** Commands that set options of the environment that is named first. */
const commands = [["tasks", "synth"], ["eval"], ["validate"], ["synth"], ["check"]] as const;

/**
 * What a command's help says about the options of the environment that was named before `--help`;
 * empty when none was, or when it does not load: whoever starts the command is told why.
 */
export async function environmentHelp(
  args: readonly string[],
  { cwd, stdout }: CommandContext,
): Promise<string> {
  const command = commands.find((words) => words.every((word, place) => word === args[place]));
  const typed = command === undefined ? undefined : args[command.length];
  if (typed === undefined || typed.startsWith("-")) return "";
  try {
    const { name, optionsSchema } = await loadEnvironment(typed, { cwd });
    const lines = optionLines(describeOptions(optionsSchema), stylesFor(stdout));
    return `\nThe environment ${name}: ${lines.join("\n")}\n`;
  } catch {
    return "";
  }
}
