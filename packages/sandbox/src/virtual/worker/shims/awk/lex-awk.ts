import { ShimFault } from "../shim.ts";

export interface AwkToken {
  readonly kind:
    | "number"
    | "string"
    | "regex"
    | "name"
    | "function"
    | "keyword"
    | "punctuation"
    | "newline"
    | "end";
  readonly text: string;
  readonly line: number;
  /** Whether blanks or a line's end stand before it. */
  readonly spaced: boolean;
}

const keywords = new Set(
  "BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf switch case default".split(
    " ",
  ),
);
const operators =
  "**= ** ++ -- += -= *= /= %= ^= == <= >= != && || !~ >> { } ( ) [ ] ; , + - * / % ^ ! > < | ? : ~ $ =".split(
    " ",
  );
/** After these a slash divides; after anything else it begins a pattern. */
const operands: ReadonlySet<string> = new Set(["number", "string", "regex", "name", "function"]);

/** @throws ShimFault for what is no token of awk. */
export function lexAwk(source: string): readonly AwkToken[] {
  const tokens: AwkToken[] = [];
  let at = 0;
  let line = 1;
  let spaced = false;
  const push = (kind: AwkToken["kind"], text: string): void => {
    tokens.push({ kind, text, line, spaced });
    spaced = false;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < source.length) {
    if (match(/(?:[ \t\r]|\\\r?\n)+/uy) !== undefined || match(/#[^\n]*/uy) !== undefined) {
      spaced = true;
      continue;
    }
    if (match(/\n/uy) !== undefined) {
      push("newline", "\n");
      line += 1;
      continue;
    }
    const last = tokens.at(-1);
    const divides =
      last !== undefined &&
      (operands.has(last.kind) ||
        [")", "]", "$", "++", "--"].includes(last.text) ||
        last.text === "getline");
    const number = match(/0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy);
    if (number !== undefined) {
      push("number", number);
      continue;
    }
    const name = match(/[A-Za-z_]\w*/uy);
    if (name !== undefined) {
      if (keywords.has(name)) push("keyword", name === "func" ? "function" : name);
      else push(source[at] === "(" ? "function" : "name", name);
      continue;
    }
    const text = match(/"(?:[^"\\\n]|\\[^])*"/uy);
    if (text !== undefined) {
      push("string", unescape(text.slice(1, -1)));
      continue;
    }
    const regex = divides
      ? undefined
      : match(/\/(?:[^/\\\n[]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])+\//uy);
    if (regex !== undefined) {
      push("regex", regex.slice(1, -1).replaceAll("\\/", "/"));
      continue;
    }
    const operator = operators.find((one) => source.startsWith(one, at));
    if (operator === undefined) {
      throw new ShimFault(`line ${String(line)}: syntax error at or near ${source[at] ?? ""}`, 2);
    }
    at += operator.length;
    push("punctuation", operator === "**" ? "^" : operator === "**=" ? "^=" : operator);
  }
  push("newline", "\n");
  push("end", "end of program");
  return tokens;
}

/** What escapes in a string stand for. */
export function unescape(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|\r?(\n)|([^]))/gu,
    (whole, octal?: string, end?: string, char?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (end !== undefined) return "";
      const known: Readonly<Record<string, string>> = {
        n: "\n",
        t: "\t",
        r: "\r",
        "\\": "\\",
        '"': '"',
        "/": "/",
        a: "\x07",
        b: "\b",
        f: "\f",
        v: "\v",
      };
      return known[char ?? ""] ?? whole;
    },
  );
}
