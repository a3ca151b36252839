import type { Transcript } from "./transcript.ts";

/**
 * What an agent said last without calling a tool: its answer. `undefined` when its last turn was a
 * call, also one that could not be read, or was cut off, or said nothing.
 */
export function finalAnswer({ turns }: Transcript): string | undefined {
  const last = turns.findLast((turn) => "action" in turn)?.action;
  if (last === undefined) return undefined;
  const { text, calls, malformed, incomplete } = last;
  const isAnswer = calls.length === 0 && malformed.length === 0 && incomplete !== true;
  return isAnswer && text.trim() !== "" ? text : undefined;
}
