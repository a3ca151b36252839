import { UsageError } from "@agent-gym/core";

import { atifFormat } from "./atif.ts";
import { axolotlFormat } from "./axolotl.ts";
import { hermesFormat } from "./hermes.ts";
import { llamafactoryFormat } from "./llamafactory.ts";
import { mirauFormat } from "./mirau.ts";
import { msSwiftFormat } from "./ms-swift.ts";
import { openaiFormat } from "./openai.ts";
import type { AnyRowFormat } from "./row-format.ts";
import { trlDpoFormat } from "./trl-dpo.ts";
import { trlKtoFormat } from "./trl-kto.ts";
import { trlFormat } from "./trl.ts";
import { verlRlFormat } from "./verl-rl.ts";
import { verlFormat } from "./verl.ts";

/** The name of the format that is written when none is asked for. */
export const defaultFormat = "hermes";

/** The formats of this package, by name. */
export const builtInFormats: Readonly<Record<string, AnyRowFormat>> = Object.fromEntries(
  [
    hermesFormat,
    mirauFormat,
    openaiFormat,
    trlFormat,
    trlDpoFormat,
    trlKtoFormat,
    llamafactoryFormat,
    msSwiftFormat,
    axolotlFormat,
    verlFormat,
    verlRlFormat,
    atifFormat,
  ].map((format) => [format.name, format]),
);

/**
 * A format by its name.
 *
 * @param formats where to look. Default: those of this package.
 * @throws UsageError that names those that there are.
 */
export function findFormat(
  name: string,
  formats: Readonly<Record<string, AnyRowFormat>> = builtInFormats,
): AnyRowFormat {
  const found = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no format "${name}". The formats are: ${Object.keys(formats).join(", ")}.`,
    { code: "unknown-format" },
  );
}
