import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { EnvsFlags } from "../flags/envs-flags.ts";
import { stylesFor } from "../terminal/styles.ts";
import { environmentList, environmentText } from "./envs-text.ts";
import { describeEnvironment, listEnvironments } from "./list-environments.ts";

/**
 * Prints which environments there are, or one in full.
 *
 * @throws UsageError when the one that was named can't be used.
 */
export async function runEnvs({
  environment,
  flags,
  context,
}: {
  readonly environment: string | undefined;
  readonly flags: EnvsFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, cwd, program } = context;
  const options = { styles: stylesFor(stdout), cwd, program };
  const write = (text: string): void => void stdout.write(`${text}\n`);
  if (environment === undefined) {
    const environments = await listEnvironments(cwd);
    write(
      flags.json === true
        ? JSON.stringify({ environments })
        : environmentList(environments, options),
    );
  } else {
    const facts = await describeEnvironment(environment, cwd);
    write(flags.json === true ? JSON.stringify(facts) : environmentText(facts, options));
  }
  return exitCodes.done;
}
