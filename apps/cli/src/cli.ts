import process from "node:process";

import { Command, CommanderError } from "commander";

import type { CommandContext } from "./command-context.ts";
import { checkCommand } from "./commands/check-command.ts";
import { compareCommand } from "./commands/compare-command.ts";
import { doctorCommand } from "./commands/doctor-command.ts";
import { envsCommand } from "./commands/envs-command.ts";
import { evalCommand } from "./commands/eval-command.ts";
import { exportCommand } from "./commands/export-command.ts";
import { initCommand } from "./commands/init-command.ts";
import { quickstartCommand } from "./commands/quickstart-command.ts";
import { regradeCommand } from "./commands/regrade-command.ts";
import { runsCommand } from "./commands/runs-command.ts";
import { sandboxFusionCommand } from "./commands/sandbox-fusion-command.ts";
import { showCommand } from "./commands/show-command.ts";
import { synthCommand } from "./commands/synth-command.ts";
import { tasksCommand } from "./commands/tasks-command.ts";
import { validateCommand } from "./commands/validate-command.ts";
import { exitCodes } from "./exit-codes.ts";
import { packageVersion } from "./package-version.ts";
import { programName } from "./program-name.ts";

const commands = [
  evalCommand,
  runsCommand,
  showCommand,
  compareCommand,
  validateCommand,
  exportCommand,
  regradeCommand,
  synthCommand,
  tasksCommand,
  envsCommand,
  initCommand,
  checkCommand,
  sandboxFusionCommand,
  doctorCommand,
  quickstartCommand,
];

/**
 * Runs one command line and says how the process should exit. Never throws, and never ends the
 * process itself.
 *
 * @param args without the program's own name.
 * @param context what the command may touch; the process's own by default.
 */
export async function main(
  args: readonly string[],
  context: CommandContext = processContext(),
): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = createProgram(context, (code) => (exitCode = code));
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has said what there was to say.
    if (error instanceof CommanderError) {
      if (error.code === "commander.helpDisplayed") {
        const { environmentHelp } = await import("./envs/environment-help.ts");
        context.stdout.write(await environmentHelp(args, context));
      }
      return error.exitCode === 0 ? 0 : exitCodes.usage;
    }
    const { reportError } = await import("./report-error.ts");
    return reportError(error, context);
  }
}

/** The process that runs this program, as its commands see it. */
export function processContext(): CommandContext {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signals: process,
    program: programName(process.env, { script: process.argv[1], cwd: process.cwd() }),
  };
}

function createProgram(context: CommandContext, exit: (code: number) => void): Command {
  const program = new Command("agent-gym")
    .description("Evaluates agents on environments, and shows what they did.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", examples(context.program));
  for (const command of commands) program.addCommand(command(context, exit));
  for (const command of withSubcommands(program)) {
    const help = `${pathOf(command)}--help`;
    command.exitOverride().configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
      outputError: (text, write) => {
        const line = text
          .replace(/^error: /, "")
          .trim()
          .replaceAll(/\s*\n\s*/g, " ");
        const sentence = /[.?!)]$/.test(line) ? line : `${line}.`;
        write(`agent-gym: ${sentence} See ${context.program} ${help}\n`);
      },
    });
  }
  return program;
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** What is typed behind the program's name to get to a command, with a space after it. */
function pathOf(command: Command): string {
  return command.parent === null ? "" : `${pathOf(command.parent)}${command.name()} `;
}

function examples(program: string): string {
  return `
Examples:
  ${program} quickstart
  ${program} eval cmd --data-file data/cmd.json --agent oracle
  ${program} eval cmd --data-file data/cmd.json --agent hermes \\
      --agent-url http://127.0.0.1:8000/v1 --model my-model
  ${program} show latest --failed

Exit codes: 0 done, 1 usage, 2 it could not be done, 3 below --fail-under,
4 below --min-coverage, 130 interrupted.`;
}
