import type { RecordedEvent } from "@agent-gym/core";
import * as z from "zod";

import type { RecordedSettings } from "./row.ts";

const settingsSchema = z.object({
  dialect: z.string(),
  systemPromptVersion: z.string(),
  systemPrompt: z.string(),
  historyThoughts: z.enum(["keep", "last", "drop"]),
  assistant: z.enum(["canonical", "verbatim"]),
});

/** The settings that an episode's agent noted for its prompts; `undefined` when it noted none. */
export function recordedSettings(events: readonly RecordedEvent[]): RecordedSettings | undefined {
  for (const event of events) {
    if (event.type !== "note" || event.kind !== "render-settings") continue;
    const parsed = settingsSchema.safeParse(event.data);
    if (parsed.success) return parsed.data;
  }
  return undefined;
}
