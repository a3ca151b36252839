import type { JsonObject, ToolSpec } from "@agent-gym/core";

import type { ParseFlag } from "./parse-flag.ts";
import type { CallReading } from "./read-call.ts";

/** How many calls of one turn are read; what comes after is refused as one. */
export const maximumCalls = 128;

/** A call as it was read, before it has an id. */
export interface ReadToolCall {
  /** The tool that is meant, as the model spelled it. */
  readonly name: string;
  /** Not yet checked against the tool's schema. */
  readonly arguments: JsonObject;
  /** The words of the text that were read as this call. */
  readonly source: string;
  /** There when the words were not valid as they stood and had to be mended to be read. */
  readonly repaired?: true;
}

/** A call that can't be read, before it has an id. */
export interface ReadMalformedCall {
  /** The tool that was meant, where that much can be read. */
  readonly name?: string;
  /** The words of the text that could not be read. */
  readonly source: string;
  /** What is wrong with it, in words that its writer can act on. */
  readonly problem: string;
}

/** Calls, refused calls and flags, in the order in which the readers of a text meet them. */
export class CallCollector {
  readonly calls: ReadToolCall[] = [];
  readonly malformed: ReadMalformedCall[] = [];
  readonly flags: Set<ParseFlag> = new Set();
  readonly #tools: ReadonlyMap<string, ToolSpec> | undefined;
  #last: ReadToolCall | ReadMalformedCall | undefined;
  #lastIsCall = false;

  /** @param tools when they are not known, no tool is flagged as unknown. */
  constructor(tools: readonly ToolSpec[] | undefined) {
    if (tools !== undefined) this.#tools = new Map(tools.map((tool) => [tool.name, tool]));
  }

  get count(): number {
    return this.calls.length + this.malformed.length;
  }

  /** What was taken last, a call or a refused one. */
  get last(): ReadToolCall | ReadMalformedCall | undefined {
    return this.#last;
  }

  tool(name: string): ToolSpec | undefined {
    return this.#tools?.get(name);
  }

  flag(...flags: readonly ParseFlag[]): void {
    for (const flag of flags) this.flags.add(flag);
  }

  /** Notes that the closing tag is missing behind what was taken last. */
  missClosingTag(): void {
    if (this.#lastIsCall) this.flag("unclosed-tag");
  }

  /** Takes what was read of `source`: a call, or why it is none. */
  take(
    reading: CallReading,
    source: string,
    { repaired = false }: { readonly repaired?: boolean } = {},
  ): void {
    if (!reading.ok) {
      this.refuse(reading.flag, reading.problem, source, reading.name);
      return;
    }
    if (this.#full(source)) return;
    const { name } = reading;
    if (this.#tools !== undefined && !this.#tools.has(name)) this.flag("unknown-tool");
    if (repaired || reading.repaired) this.flag("repaired");
    this.flag(...reading.flags);
    const call: ReadToolCall = {
      name,
      arguments: reading.arguments,
      source,
      ...(repaired || reading.repaired ? { repaired: true } : {}),
    };
    this.calls.push(call);
    this.#last = call;
    this.#lastIsCall = true;
  }

  refuse(flag: ParseFlag, problem: string, source: string, name?: string): void {
    if (this.#full(source)) return;
    this.flag(flag);
    this.#refuse({ source, problem, ...(name === undefined ? {} : { name }) });
  }

  /** Forgets the calls, and what was said about them. */
  clear(): void {
    this.calls.length = 0;
    this.malformed.length = 0;
    this.flags.clear();
  }

  #full(source: string): boolean {
    if (this.flags.has("too-many-calls")) return true;
    if (this.count < maximumCalls) return false;
    this.flag("too-many-calls");
    const problem = `one turn can hold ${maximumCalls} calls; this one and those after it were not run`;
    this.#refuse({ source, problem });
    return true;
  }

  #refuse(call: ReadMalformedCall): void {
    this.malformed.push(call);
    this.#last = call;
    this.#lastIsCall = false;
  }
}
