import type { Action } from "../action/action.ts";
import type { Transcript, Turn } from "../action/transcript.ts";
import type { AssistantMessage, ChatMessage } from "../model/chat-message.ts";
import type { TrajectoryEvent } from "./trajectory-event.ts";

/**
 * The conversation that some events tell; `undefined` when they hold no `reset`. Events of other
 * kinds are passed over, so a record that was cut off folds as far as it goes.
 */
export function foldTranscript(events: Iterable<TrajectoryEvent>): Transcript | undefined {
  let start: Pick<Transcript, "instructions" | "tools"> | undefined;
  const pool = new Map<number, ChatMessage>();
  const turns: Turn[] = [];
  for (const event of events) {
    switch (event.type) {
      case "reset": {
        const { tools, instructions } = event;
        start = { tools, ...(instructions === undefined ? {} : { instructions }) };
        turns.push({ observation: event.observation });
        break;
      }
      case "message":
        pool.set(event.n, event.message);
        break;
      case "action": {
        const { raw, ...rest } = event.action;
        const message = typeof raw === "number" ? pool.get(raw) : raw;
        const action: Action =
          message === undefined ? rest : { ...rest, raw: message as AssistantMessage };
        turns.push({ action });
        break;
      }
      case "step":
        turns.push({ observation: event.observation });
        break;
      default:
    }
  }
  return start === undefined ? undefined : { ...start, turns };
}
