import { Command, Option } from "commander";

import type { CommandContext } from "../command-context.ts";
import { episodeFormatNames, type ExportFlags, rowFormatNames } from "../flags/export-flags.ts";
import { numberWithin } from "../flags/parse-flag.ts";

/** `agent-gym export <run…> --format F`: writes runs for others: tables, reports, training rows. */
export function exportCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  return new Command("export")
    .description("Write runs for others: tables, reports, training rows.")
    .argument("<run...>", "latest, ids under --log-dir, or paths; several for training rows")
    .requiredOption(
      "--format <name>",
      `episodes: ${episodeFormatNames.join(", ")}; rows: ${rowFormatNames.join(", ")}`,
    )
    .option(
      "--output <path>",
      "a file, default: stdout; for rows a folder, default: beside the run, RUN-FORMAT",
    )
    .option("--overwrite", "replace what is there")
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .optionsGroup("Training rows, of verified successes:")
    .option("--check", "prove each row against the episode that it was made of")
    .option(
      "--template <file>",
      "a chat template, to render rows as the trainer will; with --check",
    )
    .addOption(
      new Option(
        "--expand <into>",
        "a row for each conversation (default), or for each turn",
      ).choices(["conversation", "turn"]),
    )
    .addOption(
      new Option("--history-thoughts <which>", "of earlier turns; default: as recorded").choices([
        "keep",
        "drop",
        "last",
      ]),
    )
    .option("--split <share>", "of the tasks, for validation: 0.1", numberWithin(0, 0.99))
    .option("--parquet", "as Parquet, too")
    .option("--license <id>", "of the dataset, as SPDX has it; default: unknown")
    .option("--allow-virtual", "take runs in the virtual sandbox, whose shell is no real one")
    .option("--json", "one JSON object about the dataset on stdout")
    .optionsGroup("Other:")
    .addHelpText(
      "after",
      `
Exit code 2 when there is no row, or when --check finds one that is not sound.

Examples:
  ${program} export latest --format csv --output episodes.csv
  ${program} export latest --format junit --output report.xml
  ${program} export latest --format hermes --check --template chat_template.jinja`,
    )
    .action(async (runs: readonly string[], flags: ExportFlags) => {
      const { runExport } = await import("../export/run-export.ts");
      exit(await runExport({ runs, flags, context }));
    });
}
