import { UsageError } from "@agent-gym/core";
import { type ExportFormat, exportFormats } from "@agent-gym/runner";
import { type AnyRowFormat, builtInFormats } from "@agent-gym/synthesizer";

import { didYouMean } from "../loading/near-names.ts";

/** A format: of episodes as they are, or of training rows. */
export type ChosenFormat =
  | { readonly kind: "episodes"; readonly format: ExportFormat }
  | { readonly kind: "rows"; readonly format: AnyRowFormat };

/** @throws UsageError that says which formats there are. */
export function chooseFormat(name: string): ChosenFormat {
  const episodes = Object.hasOwn(exportFormats, name) ? exportFormats[name] : undefined;
  if (episodes !== undefined) return { kind: "episodes", format: episodes };
  const rows = Object.hasOwn(builtInFormats, name) ? builtInFormats[name] : undefined;
  if (rows !== undefined) return { kind: "rows", format: rows };
  const names = [...Object.keys(exportFormats), ...Object.keys(builtInFormats)];
  throw new UsageError(
    `There is no format "${name}".${didYouMean(name, names)} For episodes: ${Object.keys(exportFormats).join(", ")}; for training rows: ${Object.keys(builtInFormats).join(", ")}.`,
    { code: "unknown-format" },
  );
}
