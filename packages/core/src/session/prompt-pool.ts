import type { ChatMessage } from "../model/chat-message.ts";
import type { PromptReference, TrajectoryEvent } from "../trajectory/trajectory-event.ts";

/**
 * The distinct messages of an episode's prompts and answers, by number. A prompt grows by a message
 * or two per call; in the record it is then a range of numbers instead of the whole text again.
 */
export class PromptPool {
  readonly #emit: (event: TrajectoryEvent) => void;
  readonly #byObject = new WeakMap<ChatMessage, number>();
  readonly #byText = new Map<string, number>();

  constructor(emit: (event: TrajectoryEvent) => void) {
    this.#emit = emit;
  }

  /** The message's number; a message that is new is written into the record first. */
  add(message: ChatMessage): number {
    const known = this.#byObject.get(message);
    if (known !== undefined) return known;
    const text = JSON.stringify(message);
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.#byText.size;
      this.#byText.set(text, number);
      this.#emit({ type: "message", n: number, message });
    }
    this.#byObject.set(message, number);
    return number;
  }

  /** The number of a message that is already in the pool. */
  find(message: ChatMessage): number | undefined {
    return this.#byObject.get(message) ?? this.#byText.get(JSON.stringify(message));
  }

  /** A prompt as numbers and ranges; its new messages are written first. */
  reference(messages: readonly ChatMessage[]): PromptReference {
    const parts: (number | [number, number])[] = [];
    for (const message of messages) {
      const number = this.add(message);
      const last = parts.at(-1);
      if (typeof last === "number" && last + 1 === number)
        parts[parts.length - 1] = [last, number + 1];
      else if (Array.isArray(last) && last[1] === number) last[1] = number + 1;
      else parts.push(number);
    }
    return parts;
  }
}
