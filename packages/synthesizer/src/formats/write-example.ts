import type { Example, Written } from "./example.ts";
import type { AnyRowFormat, FormatSettings, RowFormat } from "./row-format.ts";

/**
 * Writes an example in a format.
 *
 * @throws Error for an example of another kind than the format takes.
 */
export function writeExample(
  format: AnyRowFormat,
  example: Example,
  settings: FormatSettings = {},
): Written {
  if (format.takes !== example.kind) {
    throw new Error(`The format ${format.name} takes a ${format.takes}, not a ${example.kind}.`);
  }
  return (format as RowFormat).write(example, settings);
}
