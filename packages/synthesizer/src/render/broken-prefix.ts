import type { ChatMessage, Dialect, RenderSettings, Transcript } from "@agent-gym/core";

import { actionsOf, upToAction } from "../row/actions.ts";

/**
 * The first action, by its number from 0, whose prompt at inference is no prefix of the whole
 * conversation as it would be trained: thoughts that the model saw when it wrote the action are gone
 * from the row. `undefined` when every prompt is a prefix.
 */
export function brokenPrefix(
  transcript: Transcript,
  dialect: Dialect,
  settings: RenderSettings,
): number | undefined {
  // Every thought stays where it is: nothing can break.
  if (settings.historyThoughts === "keep") return undefined;
  const whole = dialect.render(transcript, settings).messages;
  const broken = actionsOf(transcript).findIndex((_, action) => {
    const { messages } = dialect.render(upToAction(transcript, action), settings);
    return !messages.every((message, index) => isSame(message, whole[index]));
  });
  return broken === -1 ? undefined : broken;
}

function isSame(left: ChatMessage, right: ChatMessage | undefined): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
