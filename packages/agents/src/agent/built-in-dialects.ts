import type { Dialect, RenderSettings } from "@agent-gym/core";

import { deepseek } from "../dialect/deepseek.ts";
import { hermes } from "../dialect/hermes.ts";
import { mirau } from "../dialect/mirau.ts";
import { openaiTools } from "../dialect/openai-tools.ts";
import { hermesEnglish } from "../prompts/hermes.en.ts";
import { hermesChinese } from "../prompts/hermes.zh.ts";
import { mirauEnglish } from "../prompts/mirau.en.ts";
import { mirauChinese } from "../prompts/mirau.zh.ts";
import { nativeToolsEnglish } from "../prompts/native-tools.en.ts";
import { nativeToolsChinese } from "../prompts/native-tools.zh.ts";
import type { SystemPrompts } from "../prompts/system-prompt.ts";

/** A dialect with the prompts and the history that its models were made for. */
export interface BuiltInDialect {
  /** How the family writes. */
  readonly dialect: Dialect;
  /** What is said before the environment's own instructions, unless the caller gives a prompt. */
  readonly prompts: SystemPrompts;
  /**
   * Thoughts of earlier turns that the family's models are shown, unless the caller says otherwise.
   */
  readonly historyThoughts: RenderSettings["historyThoughts"];
}

/** A dialect of this package, as typed on the command line. */
export type DialectName = "mirau" | "hermes" | "deepseek" | "openai-tools";

const nativePrompts: SystemPrompts = { en: nativeToolsEnglish, zh: nativeToolsChinese };

/** The dialects of this package, by name. */
export const builtInDialects: Readonly<Record<DialectName, BuiltInDialect>> = {
  // Trained on conversations that keep every thought.
  mirau: {
    dialect: mirau,
    prompts: { en: mirauEnglish, zh: mirauChinese },
    historyThoughts: "keep",
  },
  // Qwen's template drops the thoughts before the last question.
  hermes: {
    dialect: hermes,
    prompts: { en: hermesEnglish, zh: hermesChinese },
    historyThoughts: "last",
  },
  // The API demands them back.
  deepseek: { dialect: deepseek, prompts: nativePrompts, historyThoughts: "keep" },
  "openai-tools": { dialect: openaiTools, prompts: nativePrompts, historyThoughts: "last" },
};
