import { isJsonObject } from "@agent-gym/core";
import type { AssistantMessage, JsonObject } from "@agent-gym/core";

import { countField, objectField, textField } from "./read-field.ts";

interface Slot {
  readonly index: number | undefined;
  id: string;
  name: string;
  /** Pieces, joined when asked for: a long argument comes in thousands of them. */
  readonly arguments: string[];
}

/**
 * Puts the tool calls of an answer together from their pieces. Servers leave out the index, give
 * all calls the index 0, leave out ids, make a new id for each piece, send a call whole, or send its
 * arguments as an object. So:
 *
 * - a piece belongs to the call of its index; without one, to the call of its id, else to the last;
 * - it begins a new call when its index or id is new, or when it names a tool (or only itself)
 *   and the call of its index has another id, another name, or complete arguments.
 */
export class ToolCallSlots {
  readonly #slots: Slot[] = [];

  get count(): number {
    return this.#slots.length;
  }

  add(piece: JsonObject): void {
    const index = countField(piece, "index");
    const id = textField(piece, "id");
    const called = objectField(piece, "function");
    const name = textField(called, "name");
    const written = called["arguments"];
    const text =
      typeof written === "string" ? written : isJsonObject(written) ? JSON.stringify(written) : "";

    let slot = this.#find(index, id);
    if (slot === undefined || beginsAnother(slot, { id, name, text })) {
      slot = { index, id, name, arguments: [] };
      this.#slots.push(slot);
    }
    slot.id ||= id;
    slot.name ||= name;
    if (text !== "") slot.arguments.push(text);
  }

  /** The calls, in the order in which they began; missing and repeated ids become `call_<n>`. */
  calls(): NonNullable<AssistantMessage["toolCalls"]> {
    const given = this.#slots.filter(
      ({ name, arguments: pieces }) => name !== "" || pieces.length > 0,
    );
    const taken = new Set<string>();
    const used = new Set(given.map(({ id }) => id));
    let number = 0;
    return given.map((slot) => {
      let { id } = slot;
      while (id === "" || taken.has(id) || (id !== slot.id && used.has(id))) {
        number += 1;
        id = `call_${number}`;
      }
      taken.add(id);
      return { id, name: slot.name, arguments: slot.arguments.join("") };
    });
  }

  #find(index: number | undefined, id: string): Slot | undefined {
    if (index !== undefined) {
      // The last of them: where all calls have index 0 it is the one that is still open.
      return this.#slots.findLast((slot) => slot.index === index);
    }
    if (id === "") return this.#slots.at(-1);
    return this.#slots.findLast((slot) => slot.id === id) ?? this.#unnamed();
  }

  /** A call that has begun without an id takes the first one that comes. */
  #unnamed(): Slot | undefined {
    const last = this.#slots.at(-1);
    return last?.id === "" ? last : undefined;
  }
}

function beginsAnother(
  slot: Slot,
  piece: { readonly id: string; readonly name: string; readonly text: string },
): boolean {
  const { id, name, text } = piece;
  const otherId = id !== "" && slot.id !== "" && id !== slot.id;
  const otherName = name !== "" && slot.name !== "" && name !== slot.name;
  if (name !== "") {
    if (otherId || otherName) return true;
    // The same name again: repeated on every piece, or the same tool called once more.
    const sameId = id !== "" && id === slot.id;
    return slot.name !== "" && !sameId && isComplete(slot);
  }
  // Arguments under an id of their own go on with the call, until it is complete.
  return otherId && (text === "" || isComplete(slot));
}

function isComplete(slot: Slot): boolean {
  // Looks at the end first: joining the pieces each time would be quadratic.
  if (slot.arguments.at(-1)?.trimEnd().endsWith("}") !== true) return false;
  try {
    return isJsonObject(JSON.parse(slot.arguments.join("")));
  } catch {
    return false;
  }
}
