import { builtInDialects, type DialectName } from "@agent-gym/agents";
import type { RenderSettings } from "@agent-gym/core";

import type { FormatSettings } from "../formats/row-format.ts";
import { userText } from "../row/actions.ts";
import type { Row } from "../row/row.ts";

/** Dialects that share their prompts, and so can be written with each other's settings. */
const families: Readonly<Record<DialectName, string>> = {
  mirau: "mirau",
  hermes: "hermes",
  deepseek: "native",
  "openai-tools": "native",
};

/**
 * The settings that a student's row is rendered with. A row whose teacher spoke the student's dialect
 * keeps the recorded ones. Otherwise the prompt is the student's own, in the language in which the
 * teacher was prompted: a teacher's instructions about tags would teach the student another dialect.
 * A prompt that the user gave (`custom`) is kept in every dialect. What `choice` names comes first.
 */
export function studentSettings(
  row: Pick<Row, "settings" | "transcript" | "provenance">,
  dialect: DialectName,
  choice: FormatSettings = {},
): RenderSettings {
  const { settings: recorded } = row;
  const { prompts, historyThoughts } = builtInDialects[dialect];
  const same = recorded !== undefined && familyOf(recorded.dialect) === families[dialect];
  const kept = same || recorded?.systemPromptVersion === "custom" ? recorded : undefined;
  return {
    systemPrompt: choice.systemPrompt ?? kept?.systemPrompt ?? prompts[languageOf(row)].text,
    historyThoughts:
      choice.historyThoughts ??
      (recorded?.dialect === dialect ? recorded.historyThoughts : historyThoughts),
    assistant: recorded?.dialect === dialect ? recorded.assistant : "canonical",
  };
}

function familyOf(dialect: string): string | undefined {
  return Object.hasOwn(families, dialect) ? families[dialect as DialectName] : undefined;
}

/** The language of the prompt that the teacher was given, else that of the task. */
function languageOf({
  settings,
  transcript,
  provenance: { language },
}: Pick<Row, "settings" | "transcript" | "provenance">): "en" | "zh" {
  if (settings !== undefined && Object.hasOwn(builtInDialects, settings.dialect)) {
    const { prompts } = builtInDialects[settings.dialect as DialectName];
    if (prompts.zh.text === settings.systemPrompt) return "zh";
    if (prompts.en.text === settings.systemPrompt) return "en";
  }
  if (language !== undefined) return language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const first = userText({ turns: transcript.turns.slice(0, 1) });
  return /\p{Script=Han}/u.test(first) && !/[\u3040-\u30ff]/.test(first) ? "zh" : "en";
}
