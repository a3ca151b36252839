import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import { addSynthFlags, type SynthFlags } from "../flags/synth-flags.ts";

/** `agent-gym synth <environment>`: a teacher plays, and what it did well becomes training rows. */
export function synthCommand(context: CommandContext, exit: (code: number) => void): Command {
  const command = new Command("synth")
    .description("Let a teacher play, and make training rows of what it did well.")
    .argument("<environment>", "built-in (cmd, python, nlp), or a module");
  return addSynthFlags(command)
    .optionsGroup("Other:")
    .addHelpText("after", `\n${notes(context.program)}`)
    .action(async (environment: string, flags: SynthFlags) => {
      const { runSynth } = await import("../synth/run-synth.ts");
      exit(await runSynth({ environment, flags, context }));
    });
}

function notes(program: string): string {
  return `Only verified successes become rows; tasks of the split "test" are never played. What is turned
down lies in rejected.jsonl, with the reason. The teacher's run is kept in the output folder:
  ${program} show teacher --log-dir dataset/runs

The endpoint is --teacher-url, else --deepseek-url, else DeepSeek's own with --deepseek-key, else
AGENT_GYM_BASE_URL, else OPENAI_BASE_URL. The key is --teacher-key or --deepseek-key, else
AGENT_GYM_API_KEY, else DEEPSEEK_API_KEY for hosts of deepseek.com, and OPENAI_API_KEY for all
others. It is never printed or recorded. A judge's key is --judge-key, else AGENT_GYM_JUDGE_KEY, else
the teacher's where the address is the teacher's, else as above; its answers are kept in judge.jsonl,
so that --resume asks nothing twice, and --max-cost is for both.

Examples:
  ${program} synth cmd --data-file data/cmd.json --teacher-url http://127.0.0.1:8000/v1 \\
      --teacher-model big --attempts 4 --temperature 0.3,0.7,1 --keep best --output-dir data/cmd-rows
  ${program} synth cmd --data-file data/cmd.json --deepseek-key KEY --teacher-model deepseek-reasoner \\
      --format mirau --output-dir training_data
  ${program} synth ./my-env.ts --agent oracle --output-dir rows`;
}
