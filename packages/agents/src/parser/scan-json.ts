import type { ForwardSearch } from "./forward-search.ts";
import { isStructuralMarker } from "./structural-marker.ts";

/** How deep a value may nest before it is refused. */
export const maximumDepth = 128;

/** One value of a text, from its opening bracket on. */
export interface JsonScan {
  /**
   * `closed`: its own bracket closed it. `marker`: a structural marker stands where the value should
   * go on. `cut`: the text ended first. `too-deep`: given up.
   */
  readonly state: "closed" | "marker" | "cut" | "too-deep";
  /** Just behind the bracket, or where the scan stopped. */
  readonly end: number;
  /** What was scanned, every string of it valid JSON: escapes, control characters and quotes mended. */
  readonly mended: string;
  readonly duplicateKey: boolean;
  readonly unsafeInteger: boolean;
}

const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const doubleQuote = 0x22;
const backslash = 0x5c;

/** Opening quotes that models write where JSON has `"`, and what closes them. */
const foreignQuotes: ReadonlyMap<number, number> = new Map([
  [0x27, 0x27], // '
  [0x60, 0x60], // `
  [0x2018, 0x2019], // ‘ ’
  [0x2019, 0x2019],
  [0x201c, 0x201d], // “ ”
  [0x201d, 0x201d],
]);

const controlEscapes: ReadonlyMap<number, string> = new Map([
  [0x08, "\\b"],
  [tab, "\\t"],
  [newline, "\\n"],
  [0x0c, "\\f"],
  [carriageReturn, "\\r"],
]);

/**
 * Finds the end of the JSON value whose `{` or `[` stands at `start`. Strings hide brackets and tags.
 * One pass, never back; the value itself may still be invalid JSON.
 */
export function scanJson(search: ForwardSearch, start: number): JsonScan {
  return new JsonScanner(search).scan(start);
}

class JsonScanner {
  readonly #search: ForwardSearch;
  readonly #text: string;
  /** Keys of the open objects; `null` for an array. */
  readonly #frames: (Set<string> | null)[] = [];
  #pieces = "";
  #copied = 0;
  #position = 0;
  #duplicateKey = false;
  #unsafeInteger = false;

  constructor(search: ForwardSearch) {
    this.#search = search;
    this.#text = search.text;
  }

  scan(start: number): JsonScan {
    const text = this.#text;
    this.#copied = start;
    this.#position = start;
    // The last character that was neither white space nor a comment: tells keys and values apart.
    let before = 0;
    while (this.#position < text.length) {
      const code = text.charCodeAt(this.#position);
      switch (code) {
        case space:
        case newline:
        case carriageReturn:
        case tab:
          this.#position += 1;
          continue;
        case 0x7b: // {
        case 0x5b: // [
          if (this.#frames.length === maximumDepth) return this.#result("too-deep");
          this.#frames.push(code === 0x7b ? new Set() : null);
          this.#position += 1;
          break;
        case 0x7d: // }
        case 0x5d: // ]
          this.#frames.pop();
          this.#position += 1;
          if (this.#frames.length === 0) return this.#result("closed");
          break;
        case doubleQuote:
          if (!this.#string(doubleQuote, before)) return this.#result("cut");
          break;
        case 0x2f: // /
          if (this.#comment()) continue;
          break;
        case 0x3c: // <
          if (isStructuralMarker(text, this.#position)) return this.#result("marker");
          this.#position += 1;
          break;
        default: {
          const close = startsValue(before) ? foreignQuotes.get(code) : undefined;
          if (close !== undefined) {
            if (!this.#string(close, before)) return this.#result("cut");
          } else if (isDigit(code)) {
            this.#number();
          } else {
            this.#position += 1;
          }
        }
      }
      before = code;
    }
    return this.#result("cut");
  }

  #result(state: JsonScan["state"]): JsonScan {
    return {
      state,
      end: this.#position,
      mended: this.#pieces + this.#text.slice(this.#copied, this.#position),
      duplicateKey: this.#duplicateKey,
      unsafeInteger: this.#unsafeInteger,
    };
  }

  /** Writes `replacement` in place of the next `length` characters. */
  #replace(replacement: string, length: number): void {
    this.#pieces += this.#text.slice(this.#copied, this.#position) + replacement;
    this.#position += length;
    this.#copied = this.#position;
  }

  /** Reads a string from its opening quote; false when the text ends before it does. */
  #string(close: number, before: number): boolean {
    const text = this.#text;
    const start = this.#position;
    if (close === doubleQuote) this.#position += 1;
    else this.#replace('"', 1);
    for (;;) {
      // Past the end this is NaN, which equals nothing.
      const code = text.charCodeAt(this.#position);
      if (code === close) break;
      if (code === backslash) {
        if (!this.#escape(close)) return false;
      } else if (code < space) {
        const unicode = `\\u${code.toString(16).padStart(4, "0")}`;
        this.#replace(controlEscapes.get(code) ?? unicode, 1);
      } else if (code === doubleQuote) {
        this.#replace('\\"', 1);
      } else if (this.#position >= text.length) {
        return false;
      } else {
        this.#position += 1;
      }
    }
    if (close === doubleQuote) this.#position += 1;
    else this.#replace('"', 1);
    const keys = this.#frames.at(-1);
    if (keys != null && (before === 0x7b || before === 0x2c)) {
      const key = text.slice(start, this.#position);
      if (keys.has(key)) this.#duplicateKey = true;
      keys.add(key);
    }
    return true;
  }

  /**
   * Keeps a valid escape. An invalid one is a backslash that was meant: `\d` of a regular expression.
   * Only an escaped quote means the quote, as in JavaScript and Python.
   */
  #escape(close: number): boolean {
    const text = this.#text;
    const next = text.charCodeAt(this.#position + 1);
    if (Number.isNaN(next)) {
      this.#position = text.length;
      return false;
    }
    if (next === 0x27 || (next === close && close !== doubleQuote)) {
      this.#replace(text.charAt(this.#position + 1), 2);
    } else if (next === 0x75 ? isHex(text, this.#position + 2) : isEscape(next)) {
      this.#position += 2;
    } else {
      this.#replace("\\\\", 1);
    }
    return true;
  }

  /** Passes over a comment; one that does not end swallows the rest, which leaves the value open. */
  #comment(): boolean {
    const next = this.#text.charAt(this.#position + 1);
    if (next === "*") {
      this.#position = Math.min(this.#search.next("*/", this.#position + 2) + 2, this.#text.length);
      return true;
    }
    if (next === "/") {
      while (
        this.#position < this.#text.length &&
        this.#text.charCodeAt(this.#position) !== newline &&
        !isStructuralMarker(this.#text, this.#position)
      ) {
        this.#position += 1;
      }
      return true;
    }
    this.#position += 1;
    return false;
  }

  #number(): void {
    const start = this.#position;
    let integer = true;
    for (;;) {
      const code = this.#text.charCodeAt(this.#position);
      if (code === 0x2e || code === 0x45 || code === 0x65) integer = false;
      else if (!isDigit(code)) break;
      this.#position += 1;
    }
    if (
      integer &&
      this.#position - start >= 16 &&
      !Number.isSafeInteger(Number(this.#text.slice(start, this.#position)))
    ) {
      this.#unsafeInteger = true;
    }
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** After one of `{ [ , :` a value or a key begins. */
function startsValue(before: number): boolean {
  return before === 0x7b || before === 0x5b || before === 0x2c || before === 0x3a;
}

function isEscape(code: number): boolean {
  return '"\\/bfnrt'.includes(String.fromCharCode(code));
}

function isHex(text: string, start: number): boolean {
  return /^[0-9A-Fa-f]{4}$/.test(text.slice(start, start + 4));
}
