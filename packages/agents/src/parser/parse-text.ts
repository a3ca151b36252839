import type { FinishReason, ToolSpec } from "@agent-gym/core";

import { CallCollector, type ReadMalformedCall, type ReadToolCall } from "./call-collector.ts";
import { ForwardSearch } from "./forward-search.ts";
import { joinPieces } from "./join-pieces.ts";
import type { ParseFlag } from "./parse-flag.ts";
import { readBareCalls } from "./read-bare-calls.ts";
import { type CallContext, readToolCallTag } from "./read-call-values.ts";
import { deepseekTokens, readDeepseekCalls } from "./read-deepseek-calls.ts";
import { dsmlOpenings, readDsmlCalls } from "./read-dsml-calls.ts";
import { readFunction } from "./read-function.ts";
import { cutOffProblem } from "./read-json.ts";
import { llamaToken, mistralToken, readTokenCalls } from "./read-token-calls.ts";
import { skipSpace } from "./skip-space.ts";

/** What is known of a text before it is read. */
export interface ParseTextOptions {
  /** Type XML parameters, and tell which names are known. Absent: nothing is known of the tools. */
  readonly tools?: readonly ToolSpec[];
  /** `length`: the text was cut off. Default: `stop`. */
  readonly finish?: FinishReason;
  /**
   * Whether a message that is nothing but the JSON of a call to a known tool is that call. Default:
   * false.
   */
  readonly bareJson?: boolean;
}

/** What a model's text says. */
export interface ParsedText {
  /** The thoughts, joined by line ends. */
  readonly reasoning?: string;
  /** The `type` of the first thought that names one. */
  readonly thinkType?: string;
  /** What is neither thought nor call, without the white space around it. */
  readonly text: string;
  /** In the order in which they stand in the text, at most {@link maximumCalls}. */
  readonly calls: readonly ReadToolCall[];
  /** What was meant as a call but can't be read as one, in the same order. */
  readonly malformed: readonly ReadMalformedCall[];
  /** What had to be overlooked or mended. */
  readonly flags: readonly ParseFlag[];
  /** Where thoughts stand in the text, tags included; end excluded. */
  readonly thoughts: readonly (readonly [start: number, end: number])[];
}

/**
 * Reads thoughts and calls out of a model's text, in all spellings at once: `<tool_call>` with JSON or
 * Qwen's XML, DeepSeek's tokens and DSML, Mistral's and Llama's tokens. One pass, linear in the length
 * of the text; never throws. What was meant as a call and can't be read comes back as malformed; a
 * call that is cut off is never completed.
 */
export function parseText(text: string, options: ParseTextOptions = {}): ParsedText {
  return new TextParser(text, options).parse();
}

type Reader = (context: CallContext, start: number) => number;

const readers: readonly (readonly [opening: string, read: Reader])[] = [
  ["<tool_call>", readToolCallTag],
  ["<function=", readTopLevelFunction],
  [deepseekTokens.callsBegin, readDeepseekCalls],
  [deepseekTokens.callBegin, readDeepseekCalls],
  ...dsmlOpenings.map((opening) => [opening, readDsmlCalls] as const),
  [llamaToken, readTokenCalls],
  [mistralToken, readTokenCalls],
];

const closeCall = "</tool_call>";
const closeThink = "</think>";
const inventedResults: readonly string[] = ["<tool_response", deepseekTokens.outputsBegin];

class TextParser {
  readonly #text: string;
  readonly #options: ParseTextOptions;
  readonly #search: ForwardSearch;
  readonly #collector: CallCollector;
  readonly #context: CallContext;
  readonly #pieces: string[] = [];
  readonly #reasoning: string[] = [];
  readonly #thoughts: (readonly [start: number, end: number])[] = [];
  #thinkType: string | undefined;
  /** Where the piece of text that is being passed over began. */
  #pieceStart = 0;
  /** Where a thought began that is never closed; its text lasts until a call or the end. */
  #openThought: { readonly tag: number } | undefined;

  constructor(text: string, options: ParseTextOptions) {
    this.#text = text;
    this.#options = options;
    this.#search = new ForwardSearch(text);
    this.#collector = new CallCollector(options.tools);
    this.#context = { search: this.#search, collector: this.#collector, rereads: text.length };
  }

  parse(): ParsedText {
    const text = this.#text;
    let position = 0;
    for (;;) {
      position = this.#search.nextOf(["<", mistralToken], position);
      if (position >= text.length) break;
      const next = this.#markerAt(position);
      if (next === undefined) break;
      position = next;
    }
    return this.#finish();
  }

  /** Reads what stands at a possible marker. Returns where to go on; `undefined`: no further. */
  #markerAt(position: number): number | undefined {
    const text = this.#text;
    const reader = readers.find(([opening]) => text.startsWith(opening, position));
    if (reader !== undefined) {
      if (this.#openThought !== undefined) this.#collector.flag("implicit-think-end");
      this.#endPiece(position);
      const end = reader[1](this.#context, position);
      const full = this.#collector.flags.has("too-many-calls");
      this.#pieceStart = full ? text.length : end;
      return full ? undefined : end;
    }
    // In a thought that is never closed all else is thought.
    if (this.#openThought !== undefined) return position + 1;
    const thinkEnd = this.#thinkTag(position);
    if (thinkEnd !== undefined) return thinkEnd;
    if (text.startsWith(closeThink, position)) return this.#strayThinkEnd(position);
    if (text.startsWith(closeCall, position)) {
      this.#endPiece(position);
      const end = position + closeCall.length;
      const problem = "there is a closing </tool_call> without an opening <tool_call>";
      this.#collector.refuse("unopened-tag", problem, text.slice(position, end));
      this.#pieceStart = end;
      return end;
    }
    if (inventedResults.some((opening) => text.startsWith(opening, position))) {
      this.#endPiece(position);
      this.#pieceStart = text.length;
      this.#inventedResult(position);
      return undefined;
    }
    return position + 1;
  }

  /** A thought up to its closing tag; without one it lasts until the next call. */
  #thinkTag(position: number): number | undefined {
    const text = this.#text;
    if (!text.startsWith("<think", position)) return undefined;
    const head = text.slice(position, position + 64);
    const tag = /^<think(?:\s+type\s*=\s*["']?([A-Za-z_-]{1,32})["']?)?\s*>/.exec(head);
    if (tag === null) return undefined;
    this.#thinkType ??= tag[1];
    this.#endPiece(position);
    this.#pieceStart = position + tag[0].length;
    const close = this.#search.next(closeThink, this.#pieceStart);
    if (close >= text.length) {
      this.#openThought = { tag: position };
      return this.#pieceStart;
    }
    this.#addThought(this.#pieceStart, close, position);
    this.#pieceStart = close + closeThink.length;
    return this.#pieceStart;
  }

  /** The first one closes a thought that the prompt had opened; others belong to nothing. */
  #strayThinkEnd(position: number): number {
    const end = position + closeThink.length;
    if (this.#thoughts.length > 0) {
      this.#endPiece(position);
      this.#collector.flag("stray-tag");
    } else {
      const hadCalls = this.#collector.count > 0;
      this.#collector.clear();
      this.#pieces.length = 0;
      if (hadCalls) this.#collector.flag("implicit-think-start");
      this.#addThought(0, position, 0);
    }
    this.#pieceStart = end;
    return end;
  }

  #addThought(start: number, end: number, tag: number): void {
    const thought = this.#text.slice(start, end).trim();
    if (thought !== "") this.#reasoning.push(thought);
    if (readers.some(([opening]) => thought.includes(opening))) {
      this.#collector.flag("call-in-thought");
    }
    this.#thoughts.push([tag, Math.min(end + closeThink.length, this.#text.length)]);
  }

  /** Files the text that was passed over, up to a marker, where it belongs. */
  #endPiece(end: number): void {
    const piece = this.#text.slice(this.#pieceStart, end);
    if (this.#openThought === undefined) {
      this.#pieces.push(piece);
      return;
    }
    const thought = piece.trim();
    if (thought !== "") this.#reasoning.push(thought);
    this.#thoughts.push([this.#openThought.tag, end]);
    this.#openThought = undefined;
  }

  #inventedResult(position: number): void {
    const { flags } = this.#collector;
    if (this.#collector.count === 0) {
      const problem =
        "results come from the tools; a reply must not write them itself, only the calls";
      this.#collector.refuse("invented-result", problem, this.#text.slice(position));
    } else {
      flags.add("invented-result");
    }
  }

  /** A text that was cut off just behind a call, before its closing tag, may have been cut in it. */
  #refuseUnclosedLast(): void {
    const last = this.#collector.calls.at(-1);
    if (last === undefined || last.source.endsWith(">")) return;
    if (!this.#text.trimEnd().endsWith(last.source)) return;
    this.#collector.calls.pop();
    this.#collector.refuse("truncated", cutOffProblem, last.source, last.name);
  }

  /** A turn that only thinks of a call must not pass for an answer. */
  #refuseThoughtOfCall(said: string): void {
    if (said !== "" || this.#collector.count > 0) return;
    if (!this.#collector.flags.has("call-in-thought")) return;
    const problem = "it stands inside a thought; write it behind </think>";
    this.#collector.refuse("call-in-thought", problem, this.#reasoning.at(-1) ?? "");
  }

  #finish(): ParsedText {
    if (this.#openThought !== undefined) this.#collector.flag("unclosed-think");
    this.#endPiece(this.#text.length);
    const { calls, malformed, flags } = this.#collector;
    let text = joinPieces(this.#pieces);
    const { bareJson = false, tools } = this.#options;
    const single = this.#pieces.filter((piece) => piece.trim() !== "").length === 1;
    if (bareJson && tools !== undefined && single && this.#collector.count === 0) {
      if (readBareCalls(text, tools, this.#collector)) text = "";
    }
    if (this.#options.finish === "length") this.#refuseUnclosedLast();
    this.#refuseThoughtOfCall(text);
    return {
      text,
      calls,
      malformed,
      flags: [...flags],
      thoughts: this.#thoughts,
      ...(this.#reasoning.length === 0 ? {} : { reasoning: this.#reasoning.join("\n") }),
      ...(this.#thinkType === undefined ? {} : { thinkType: this.#thinkType }),
    };
  }
}

/** A function without `<tool_call>`; models that drop the opening tag still write the closing one. */
function readTopLevelFunction(context: CallContext, start: number): number {
  const { text } = context.search;
  const end = readFunction(context, start);
  const next = skipSpace(text, end);
  return text.startsWith(closeCall, next) ? next + closeCall.length : end;
}
