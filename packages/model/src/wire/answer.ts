import type { AssistantMessage, FinishReason, TurnTokens } from "@agent-gym/core";

import type { ReportedUsage } from "./reported-usage.ts";

/** A server's answer with its spelling taken off; without what only the caller knows. */
export interface Answer {
  readonly message: AssistantMessage;
  readonly finish: FinishReason;
  /** Absent when the server gave no figures. */
  readonly usage?: ReportedUsage;
  /** Absent when the server did not name it. */
  readonly model?: string;
  readonly tokens?: TurnTokens;
}
