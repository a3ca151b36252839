import type { Transcript } from "@agent-gym/core";

/** What the agent said last, beside no call; empty when it ended otherwise. */
export function finalWords({ turns }: Transcript): string {
  const last = turns.findLast((turn) => "action" in turn);
  return last !== undefined && "action" in last && last.action.calls.length === 0
    ? last.action.text
    : "";
}
