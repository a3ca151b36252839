import type { CommandContext } from "../command-context.ts";
import type { QuickstartFlags } from "../flags/quickstart-flags.ts";
export async function runQuickstart(_: {
  readonly flags: QuickstartFlags;
  readonly context: CommandContext;
}): Promise<number> {
  return 0;
}
