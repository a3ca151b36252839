import { builtInDialects } from "@agent-gym/agents";
import type { ChatMessage, RenderSettings, Transcript } from "@agent-gym/core";

import type { ConversationExample, Written } from "../formats/example.ts";
import type { FormatSettings, RowFormat } from "../formats/row-format.ts";
import { upToAction } from "../row/actions.ts";
import { brokenPrefix } from "./broken-prefix.ts";
import { studentSettings } from "./student-settings.ts";

/** A conversation, rendered for a student. */
export interface OpenConversation {
  readonly transcript: Transcript;
  readonly settings: RenderSettings;
  /** One assistant message per action, in their order. */
  readonly messages: readonly ChatMessage[];
  /** One per action: whether it is learned. */
  readonly trained: readonly boolean[];
}

/**
 * Renders what an example trains, in a format's dialect; or says why it can't be trained as it is:
 * its prompts are no prefixes of it, or the format can't leave out a turn that must not be learned.
 */
export function openConversation(
  { row, turn }: ConversationExample,
  format: Pick<RowFormat, "name" | "dialect" | "masksTurns">,
  choice: FormatSettings,
): ({ readonly ok: true } & OpenConversation) | (Written & { readonly ok: false }) {
  const { dialect } = builtInDialects[format.dialect];
  const settings = studentSettings(row, format.dialect, choice);
  if (turn !== undefined) {
    const transcript = upToAction(row.transcript, turn);
    const { messages } = dialect.render(transcript, settings);
    const trained = row.loss.slice(0, turn + 1).map((_, index) => index === turn);
    return { ok: true, transcript, settings, messages, trained };
  }
  const masked = row.loss.indexOf(false);
  if (masked !== -1 && !format.masksTurns) {
    return {
      ok: false,
      code: "no-mask",
      reason: `turn ${masked + 1} must not be learned, and ${format.name} can't leave out one turn of a conversation: expand by turn`,
    };
  }
  const broken = brokenPrefix(row.transcript, dialect, settings);
  if (broken !== undefined) {
    return {
      ok: false,
      code: "broken-prefix",
      reason: `with history thoughts "${settings.historyThoughts}" turn ${broken + 1} was written from a prompt that is no prefix of the conversation: keep the thoughts, or expand by turn`,
    };
  }
  const { messages } = dialect.render(row.transcript, settings);
  return { ok: true, transcript: row.transcript, settings, messages, trained: row.loss };
}
