import type { JsonObject } from "@agent-gym/core";

/** A tool call that the server makes. */
export interface ScriptedCall {
  /** Of the tool; any text. */
  readonly name: string;
  /** An object is written as its JSON; a string is sent as it stands, valid or not. */
  readonly arguments: JsonObject | string;
  /** Default: `call_<request>_<n>`, unique in a server. */
  readonly id?: string;
}

/** A good answer; sent plain or as a stream, as the request asks. */
export interface ScriptedAnswer {
  /** Default: none (`content` is `null` beside tool calls, else `""`). */
  readonly text?: string;
  /** Default: none. */
  readonly reasoning?: string;
  /** How the server spells its thoughts, in chat completions. Default: `reasoning_content`. */
  readonly reasoningField?: "reasoning_content" | "reasoning";
  /** In the order in which they are sent. Default: none. */
  readonly toolCalls?: readonly ScriptedCall[];
  /**
   * As on the wire of chat completions, and translated for the Responses API. Default: `tool_calls`
   * beside tool calls, else `stop`.
   */
  readonly finish?: string | null;
  /** As on the wire; `null` sends none. Default: one token per four characters. */
  readonly usage?: JsonObject | null;
  /** Waits this long before the first byte. Default: 0. */
  readonly latencyMs?: number;
  /** Characters in each piece of a stream. Default: 16. */
  readonly chunkSize?: number;
  /** Waits this long between the pieces of a stream. Default: 0. */
  readonly chunkDelayMs?: number;
}

/**
 * What a broken server does:
 *
 * - `reset`: resets the connection before any byte
 * - `stall`: takes the request and never answers
 * - `stall-body`: sends the head and never a byte of the body
 * - `stall-middle`: sends half of the answer, then nothing more
 * - `reset-middle`: sends half of the answer, then resets the connection
 * - `cut`: ends cleanly after half of the answer: a stream without finish reason or `[DONE]`
 * - `error-middle`: half of a stream, then an event that holds an error; plain: the error alone
 * - `error-in-200`: status 200, and an error as the body
 * - `html`: status 200, and a web page as the body
 * - `empty`: status 200, and no body
 * - `invalid-json`: status 200, and a body or event that is no JSON
 * - `redirect`: status 302 to another path
 */
export type ScriptedFaultName =
  | "reset"
  | "stall"
  | "stall-body"
  | "stall-middle"
  | "reset-middle"
  | "cut"
  | "error-middle"
  | "error-in-200"
  | "html"
  | "empty"
  | "invalid-json"
  | "redirect";

/** A fault; what it cuts or spoils is the answer beside it, which has a short text by default. */
export interface ScriptedFault extends ScriptedAnswer {
  /** What goes wrong. */
  readonly fault: ScriptedFaultName;
}

/** An HTTP answer, byte for byte. */
export interface ScriptedHttp {
  /** As in `503`. */
  readonly status: number;
  /** Added to those that HTTP itself needs. Default: the type of the body. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * An object is sent as JSON. A list is sent piece by piece, each written on its own; a number in
   * it is a pause in milliseconds.
   */
  readonly body?: string | JsonObject | readonly (string | Uint8Array | number)[];
  /** Waits this long before the first byte. Default: 0. */
  readonly latencyMs?: number;
}

/** What the server does with one request. */
export type ScriptedReply = ScriptedAnswer | ScriptedFault | ScriptedHttp;
