import { type Command, Option } from "commander";

/** How a run is told, as the command line gave it. */
export interface OutputFlags {
  readonly display?: "rich" | "plain" | "json" | "none";
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Adds the flags that say how a run is told. */
export function addOutputFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--display <how>",
        "rich: moves, for terminals; plain: a line an episode; json: as --json; none; default: what fits",
      ).choices(["rich", "plain", "json", "none"]),
    )
    .option("--quiet", "nothing but errors and the last line")
    .option("--json", "one JSON object per line on stdout; people's text on stderr");
}

/** Whether JSON lines are asked for, by either flag. */
export function wantsJson({ json, display }: OutputFlags): boolean {
  return json === true || display === "json";
}
