import type { RecordedEvent, Verdict } from "@agent-gym/core";

import { checkText, cut } from "./check-text.ts";

/**
 * Why an episode that was judged is no success, as far as its record tells: the agent did nothing at
 * all (`nothing-done`), was cut off by its token limit in its last words or all its calls
 * (`cut-off`), said nothing and called nothing (`nothing-said`), wrote only calls that can't be read
 * (`unreadable-calls`) or only of tools that are not there (`unknown-tools`), called none of its tools
 * (`no-call`), had only errors for answers (`failed-calls`); else what the verdict holds against it
 * (`verdict`), or nothing more than its reward (`reward`).
 */
export type ShortfallKind =
  | "nothing-done"
  | "cut-off"
  | "nothing-said"
  | "unreadable-calls"
  | "unknown-tools"
  | "no-call"
  | "failed-calls"
  | "verdict"
  | "reward";

/** The most telling reason why an episode that was judged is no success. */
export interface Shortfall {
  /** By which episodes can be counted. */
  readonly kind: ShortfallKind;
  /** In one short line. Holds words of the agent: make them harmless before they are printed. */
  readonly text: string;
}

type RecordedAction = Extract<RecordedEvent, { readonly type: "action" }>["action"];

/** Finds out what kept an episode from success, by its events as they happen or are read again. */
export class ShortfallFold {
  #tools: ReadonlySet<string> = new Set();
  #last: RecordedAction | undefined;
  #verdict: Verdict | undefined;
  /** Whether any action had a word or a call in it. */
  #spoke = false;
  #calls = 0;
  #results = 0;
  #errors = 0;
  readonly #unknown = new Set<string>();
  #unknownCalls = 0;
  #unreadable = 0;
  /** Of these: written by a reply that was cut off. */
  #cutCalls = 0;
  #problem = "";

  add(event: RecordedEvent): void {
    if (event.type === "reset") this.#tools = new Set(event.tools.map(({ name }) => name));
    else if (event.type === "action") this.#act(event.action);
    else if (event.type === "verdict") this.#verdict = event.verdict;
    else if (event.type === "step") {
      for (const { isError } of event.observation.results ?? []) {
        this.#results += 1;
        if (isError === true) this.#errors += 1;
      }
    }
  }

  /** What it was; only to be asked of an episode that has a reward and is no success. */
  shortfall(): Shortfall {
    const conduct = this.#conduct();
    const held = checkText(this.#verdict?.details);
    if (conduct === undefined) {
      if (held !== undefined) return { kind: "verdict", text: held };
      return {
        kind: "reward",
        text: this.#endedSilent() ? "its last reply was empty" : "not solved",
      };
    }
    const { kind, text } = conduct;
    // These two say less than the checks may.
    const more = kind === "no-call" || kind === "failed-calls" ? held : undefined;
    return { kind, text: more === undefined ? text : `${text}; ${more}` };
  }

  #act(action: RecordedAction): void {
    const { text, calls, malformed } = action;
    this.#last = action;
    this.#spoke ||= text.trim() !== "" || calls.length + malformed.length > 0;
    this.#calls += calls.length;
    for (const { name } of calls) {
      if (this.#tools.has(name)) continue;
      this.#unknownCalls += 1;
      this.#unknown.add(name);
    }
    this.#unreadable += malformed.length;
    if (action.incomplete === true) this.#cutCalls += malformed.length;
    this.#problem ||= malformed[0]?.problem ?? "";
  }

  /** What the agent did that no task is solved by. */
  #conduct(): Shortfall | undefined {
    const all = this.#calls + this.#unreadable;
    if (this.#last === undefined) return { kind: "nothing-done", text: "it did nothing" };
    if (this.#last.incomplete === true) {
      return { kind: "cut-off", text: "its last reply was cut off by its token limit" };
    }
    if (!this.#spoke) return { kind: "nothing-said", text: "it said nothing and called nothing" };
    if (all === 0) {
      return this.#tools.size === 0 ? undefined : { kind: "no-call", text: "it called no tool" };
    }
    if (this.#calls > this.#unknownCalls) return this.#failedCalls();
    if (this.#cutCalls === all) {
      const which = all === 1 ? "its only call was" : `each of its ${all} calls was`;
      return { kind: "cut-off", text: `${which} cut off by the token limit of a reply` };
    }
    if (this.#unreadable >= this.#unknownCalls) {
      const which =
        all === 1 ? "its only call" : this.#calls === 0 ? `none of its ${all} calls` : "";
      const text =
        which === ""
          ? `of its ${all} calls ${this.#unreadable} could not be read, and the others were of no tool`
          : `${which} could ${all === 1 ? "not " : ""}be read`;
      const problem = this.#problem === "" ? "" : `: ${cut(this.#problem, longestProblem)}`;
      return { kind: "unreadable-calls", text: `${text}${problem}` };
    }
    const names = cut([...this.#unknown].join(", "), longestProblem);
    return { kind: "unknown-tools", text: `it called only tools that are not there: ${names}` };
  }

  #failedCalls(): Shortfall | undefined {
    if (this.#results === 0 || this.#errors < this.#results) return undefined;
    const which = this.#results === 1 ? "its only call" : `each of its ${this.#results} calls`;
    return { kind: "failed-calls", text: `${which} was answered with an error` };
  }

  #endedSilent(): boolean {
    const { text = "", calls = [], malformed = [] } = this.#last ?? {};
    return text.trim() === "" && calls.length + malformed.length === 0;
  }
}

/** More of what is wrong with a call is cut. */
const longestProblem = 80;

/**
 * What kept a judged episode from success, by its events: for records that were written before the
 * index told it.
 */
export function shortfallOf(events: Iterable<RecordedEvent>): Shortfall {
  const fold = new ShortfallFold();
  for (const event of events) fold.add(event);
  return fold.shortfall();
}
