import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

import { canonicalJson, isJsonObject } from "@agent-gym/core";
import type { CallScope, Json, JsonObject } from "@agent-gym/core";

import { openAppendFile, readJsonLines, unusable } from "../files/append-file.ts";
import type { AppendFile, LinePlace } from "../files/append-file.ts";
import type { CacheRequest } from "./cache-request.ts";

const header = { format: "agent-gym-model-cache", version: 1 };

/** A recorded call: whose it was, what it asked, and where its line stands. */
export interface RecordedCall {
  readonly key: string;
  readonly place: LinePlace;
}

/** What became of a call: a result, or an error. */
export interface Outcome {
  readonly result?: JsonObject;
  readonly error?: JsonObject;
}

/**
 * The file of a cache. Its lines, after the first:
 *
 * - `{"record": true}`: a recording begins; what it records takes the place of what was there
 * - `{"part": 0, "value": …}`: a message, a list of tools, or the rest of a request; each stands once
 * - `{"call": "<key>", "scope": …, "request": {…}, "result": …}`, or `"error"` for `"result"`;
 *   `request` has its parts by number
 *
 * In memory it is known where each line stands, not what it holds.
 */
export class CacheFile implements Disposable {
  readonly #parts: LinePlace[] = [];
  readonly #numbers = new Map<string, number>();
  /** The last call of each scope. */
  readonly #scoped = new Map<string, RecordedCall>();
  /** Calls of nobody, by key, in the order in which they were made. */
  readonly #unscoped = new Map<string, RecordedCall[]>();
  /** Keys of such calls that the present recording has made. */
  #fresh: Set<string> | undefined;
  readonly #descriptor: number;
  readonly #lines: AppendFile | undefined;

  /** @throws UsageError when the file can't be used. */
  constructor(file: string, options: { readonly writes: boolean; readonly records: boolean }) {
    const { writes, records } = options;
    const wholeBytes = readJsonLines(file, (line, place, number) => {
      if (!this.#read(line, place, number)) {
        throw unusable(file, `line ${number} is not one of a cache of model calls`);
      }
    });
    if (!writes && wholeBytes === 0) throw unusable(file, "nothing was recorded in it");
    this.#lines = writes ? openAppendFile(file, wholeBytes) : undefined;
    if (wholeBytes === 0) this.#lines?.append(header);
    if (records) this.#lines?.append({ record: true });
    this.#fresh = records ? new Set() : undefined;
    this.#descriptor = openSync(file, "r");
  }

  /** The call that was made in a scope, last if it was made several times. */
  find(scope: CallScope): RecordedCall | undefined {
    return this.#scoped.get(scopeText(scope));
  }

  /** The n-th call of nobody with that key, counted from 0. */
  findUnscoped(key: string, ordinal: number): RecordedCall | undefined {
    return this.#unscoped.get(key)?.[ordinal];
  }

  /** The recorded calls of a role in an episode, by ordinal. */
  ofRole({ episode, role }: CallScope): ReadonlyMap<number, RecordedCall> {
    const prefix = scopeText({ episode, role, ordinal: 0 }).slice(0, -"0]".length);
    const found = new Map<number, RecordedCall>();
    for (const [scope, call] of this.#scoped) {
      if (scope.startsWith(prefix)) found.set(Number(scope.slice(prefix.length, -1)), call);
    }
    return found;
  }

  outcomeOf({ place }: RecordedCall): Outcome {
    return this.#at(place);
  }

  requestOf({ place }: RecordedCall): CacheRequest {
    const { model, messages, tools, rest } = this.#at(place)["request"] as {
      readonly [name: string]: Json;
    };
    const part = (number: Json | undefined): Json =>
      this.#at(this.#parts[number as number] as LinePlace)["value"] as Json;
    return {
      model: model as string,
      messages: (messages as number[]).map(part),
      tools: part(tools) as readonly Json[],
      rest: part(rest) as JsonObject,
    };
  }

  /** @throws UsageError when it can't be written. */
  add(
    call: { readonly key: string; readonly scope: CallScope | undefined },
    request: CacheRequest,
    outcome: Outcome,
  ): void {
    const { key, scope } = call;
    const first = this.#parts.length;
    const added = new Map<string, Json>();
    const numberOf = (value: Json): number => {
      const digest = digestOf(value);
      const known = this.#numbers.get(digest);
      if (known !== undefined) return known;
      added.set(digest, value);
      this.#numbers.set(digest, first + added.size - 1);
      return first + added.size - 1;
    };
    const { model, messages, tools, rest } = request;
    const parts = {
      model,
      messages: messages.map(numberOf),
      tools: numberOf(tools),
      rest: numberOf(rest),
    };
    const lines = [...added.values()].map((value, index) => ({ part: first + index, value }));
    const line = { call: key, scope: scope ?? null, request: parts, ...outcome };
    let places: readonly LinePlace[];
    try {
      places = (this.#lines as AppendFile).append(...lines, line);
    } catch (error) {
      for (const digest of added.keys()) this.#numbers.delete(digest);
      throw error;
    }
    this.#parts.push(...places.slice(0, -1));
    this.#remember(key, scope, places.at(-1) as LinePlace);
  }

  [Symbol.dispose](): void {
    this.#lines?.[Symbol.dispose]();
    closeSync(this.#descriptor);
  }

  #read(line: unknown, place: LinePlace, number: number): boolean {
    if (!isJsonObject(line)) return false;
    if (number === 1) return line["format"] === header.format && line["version"] === header.version;
    if (line["record"] === true) {
      this.#fresh = new Set();
      return true;
    }
    if ("part" in line && "value" in line) {
      this.#numbers.set(digestOf(line["value"]), this.#parts.length);
      return this.#parts.push(place) - 1 === line["part"];
    }
    const { call, scope } = line;
    if (typeof call !== "string" || !("result" in line || "error" in line)) return false;
    this.#remember(call, isJsonObject(scope) ? (scope as unknown as CallScope) : undefined, place);
    return true;
  }

  #remember(key: string, scope: CallScope | undefined, place: LinePlace): void {
    const call = { key, place };
    if (scope !== undefined) {
      this.#scoped.set(scopeText(scope), call);
      return;
    }
    const isFirst = this.#fresh !== undefined && !this.#fresh.has(key);
    this.#fresh?.add(key);
    const calls = isFirst ? [] : (this.#unscoped.get(key) ?? []);
    calls.push(call);
    this.#unscoped.set(key, calls);
  }

  #at({ offset, length }: LinePlace): JsonObject {
    const bytes = Buffer.alloc(length);
    readSync(this.#descriptor, bytes, 0, length, offset);
    return JSON.parse(bytes.toString("utf8")) as JsonObject;
  }
}

function scopeText({ episode, role, ordinal }: CallScope): string {
  return JSON.stringify([episode, role, ordinal]);
}

function digestOf(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64");
}
