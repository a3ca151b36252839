import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { DoctorFlags } from "../flags/doctor-flags.ts";
import { stylesFor } from "../terminal/styles.ts";
import { examine } from "./examine.ts";
import { findingsText } from "./findings-text.ts";

/** Prints what this machine has. */
export async function runDoctor({
  flags,
  context,
}: {
  readonly flags: DoctorFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, program } = context;
  const findings = await examine(flags, context);
  stdout.write(
    flags.json === true
      ? `${JSON.stringify(findings)}\n`
      : `${findingsText(findings, { styles: stylesFor(stdout), program })}\n`,
  );
  return findings.ok ? exitCodes.done : exitCodes.failed;
}
