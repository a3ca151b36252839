import type { JsonObject } from "@agent-gym/core";

import type { AnyRowFormat } from "../formats/row-format.ts";
import { actionsOf } from "../row/actions.ts";
import type { Row } from "../row/row.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import { Histogram } from "./histogram.ts";
import type { DatasetManifest } from "./manifest.ts";

/** Gathers the figures of a dataset's card, in constant memory. */
export class DatasetStatistics {
  readonly #counter: TokenCounter;
  readonly #tokens: Histogram = new Histogram(128);
  readonly #turns: Histogram = new Histogram(1);
  readonly #tools: Record<string, number> = {};
  readonly #languages: Record<string, number> = {};
  readonly #licenses: Record<string, number> = {};

  constructor(counter: TokenCounter) {
    this.#counter = counter;
  }

  addRow(row: Row): void {
    const actions = actionsOf(row.transcript);
    this.#turns.add(actions.length);
    for (const { calls } of actions) for (const { name } of calls) add(this.#tools, name);
    const { language = "unknown", license = "unknown" } = row.provenance;
    add(this.#languages, language);
    add(this.#licenses, license);
  }

  addRecord(value: JsonObject, format: AnyRowFormat): void {
    const inputs = format.read(value);
    const first = inputs[0];
    if (first === undefined) return;
    const tools = first.tools === undefined ? "" : JSON.stringify(first.tools);
    const text = first.messages.map(messageText).join("\n");
    this.#tokens.add(this.#counter.count(`${tools}${text}`));
  }

  summary(): DatasetManifest["statistics"] {
    return {
      tokens: { ...this.#tokens.summary(), estimated: this.#counter.estimated },
      turns: this.#turns.summary(),
      tools: byCount(this.#tools),
      languages: byCount(this.#languages),
      licenses: byCount(this.#licenses),
    };
  }
}

function messageText(message: JsonObject): string {
  const { content, reasoning_content: reasoning, tool_calls: calls } = message;
  return [reasoning, content, calls]
    .map((part) =>
      typeof part === "string" ? part : part === undefined ? "" : JSON.stringify(part),
    )
    .join("\n");
}

function add(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function byCount(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(counts).toSorted(
      ([left, one], [right, other]) => other - one || (left < right ? -1 : 1),
    ),
  );
}
