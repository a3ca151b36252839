import type { CommandContext } from "../command-context.ts";
import type { DoctorFlags } from "../flags/doctor-flags.ts";
export async function runDoctor(_: {
  readonly flags: DoctorFlags;
  readonly context: CommandContext;
}): Promise<number> {
  return 0;
}
