import { UsageError } from "@agent-gym/core";

import { csvFormat } from "./csv-format.ts";
import type { ExportFormat } from "./export-format.ts";
import { jsonlFormat } from "./jsonl-format.ts";
import { junitFormat } from "./junit-format.ts";

/** The formats of this package, by name. Others are added by making a larger object of them. */
export const exportFormats: Readonly<Record<string, ExportFormat>> = Object.fromEntries(
  [jsonlFormat, csvFormat, junitFormat].map((format) => [format.name, format]),
);

/**
 * A format by its name.
 *
 * @param formats where to look. Default: those of this package.
 * @throws UsageError that names those that there are.
 */
export function findExportFormat(
  name: string,
  formats: Readonly<Record<string, ExportFormat>> = exportFormats,
): ExportFormat {
  const found = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no format "${name}". The formats are: ${Object.keys(formats).join(", ")}.`,
    { code: "unknown-format" },
  );
}
