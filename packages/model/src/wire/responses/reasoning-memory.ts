import type { AssistantMessage, JsonObject } from "@agent-gym/core";

// Of finished episodes nothing is told: the oldest are forgotten.
const mostCharacters = 32 * 1024 * 1024;

/**
 * The thoughts behind a model's turns, as items that only the server can read. They go back with the
 * turn that they led to, for as long as they are remembered; a turn without them is valid as well.
 */
export class ReasoningMemory {
  readonly #items = new Map<string, readonly JsonObject[]>();
  readonly #sizes = new Map<string, number>();
  #characters = 0;

  remember(message: AssistantMessage, items: readonly JsonObject[]): void {
    if (items.length === 0) return;
    const key = keyOf(message);
    this.#forget(key);
    const size = JSON.stringify(items).length;
    this.#items.set(key, items);
    this.#sizes.set(key, size);
    this.#characters += size;
    for (const oldest of this.#items.keys()) {
      if (this.#characters <= mostCharacters || oldest === key) return;
      this.#forget(oldest);
    }
  }

  recall(message: AssistantMessage): readonly JsonObject[] {
    return this.#items.get(keyOf(message)) ?? [];
  }

  #forget(key: string): void {
    this.#characters -= this.#sizes.get(key) ?? 0;
    this.#items.delete(key);
    this.#sizes.delete(key);
  }
}

/** A turn is known by what it said and called: its call ids are the server's own. */
function keyOf({ content, toolCalls = [] }: AssistantMessage): string {
  const calls = toolCalls.map(({ id, name, arguments: written }) => [id, name, written]);
  return JSON.stringify([content, calls]);
}
