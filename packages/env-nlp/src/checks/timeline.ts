import {
  type Action,
  contentText,
  type JsonObject,
  type Observation,
  type Transcript,
} from "@agent-gym/core";

/** Something that happened in a dialogue, as everybody who may see it all sees it. */
export type TimelineEntry =
  | { readonly by: "user" | "agent"; readonly text: string }
  | {
      readonly by: "tool";
      readonly tool: string;
      readonly arguments: JsonObject;
      /** The tool did what was asked. */
      readonly ok: boolean;
      /** What it answered, as text. */
      readonly result: string;
    };

/** What was said and called, in order: made while an episode runs, or of its transcript. */
export class Timeline {
  readonly #entries: TimelineEntry[] = [];

  /** The timeline of a finished episode. What is not heard, thoughts above all, is not in it. */
  static of({ turns }: Pick<Transcript, "turns">): Timeline {
    const timeline = new Timeline();
    let action: Action | undefined;
    for (const turn of turns) {
      if ("action" in turn) {
        ({ action } = turn);
        timeline.say("agent", action.text);
      } else {
        timeline.answer(action, turn.observation);
        action = undefined;
      }
    }
    return timeline;
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries;
  }

  /** Silence is no entry. */
  say(by: "user" | "agent", text: string): void {
    if (text.trim() !== "") this.#entries.push({ by, text });
  }

  /** What an action led to. */
  answer(action: Action | undefined, { results = [], message }: Observation): void {
    const calls = new Map(action?.calls.map((call) => [call.id, call]));
    for (const { callId, name, content, isError } of results) {
      this.#entries.push({
        by: "tool",
        tool: name,
        arguments: calls.get(callId)?.arguments ?? {},
        ok: isError !== true,
        result: contentText(content),
      });
    }
    if (message !== undefined) this.say("user", contentText(message));
  }

  /** All that one side said, in order. */
  said(by: "user" | "agent"): readonly string[] {
    return this.#entries.flatMap((entry) => (entry.by === by ? [entry.text] : []));
  }
}
