import { ShimFault } from "./shim.ts";

export type PatternSyntax = "basic" | "extended" | "perl" | "fixed";

const classes: Readonly<Record<string, string>> = {
  alpha: "\\p{L}",
  digit: "0-9",
  alnum: "\\p{L}\\p{N}",
  upper: "\\p{Lu}",
  lower: "\\p{Ll}",
  space: "\\s",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`\\{-~",
  print: "\\x20-\\x7e\\xa0-\\u{10ffff}",
  graph: "\\x21-\\x7e\\xa1-\\u{10ffff}",
  cntrl: "\\x00-\\x1f\\x7f",
  xdigit: "0-9A-Fa-f",
};

/** What a backslash makes of a letter in every syntax of GNU. */
const escapes: Readonly<Record<string, string>> = {
  w: "[\\p{L}\\p{N}_]",
  W: "[^\\p{L}\\p{N}_]",
  s: "\\s",
  S: "\\S",
  b: "\\b",
  B: "\\B",
  "<": "\\b(?=\\w)",
  ">": "\\b(?<=\\w)",
  "`": "(?<![\\s\\S])",
  "'": "(?![\\s\\S])",
  n: "\\n",
  t: "\\t",
  f: "\\f",
  v: "\\v",
  r: "\\r",
};

/**
 * A regular expression of GNU's tools as one of JavaScript.
 *
 * @throws ShimFault where it is none.
 */
export function compilePattern(
  pattern: string,
  options: { readonly syntax: PatternSyntax; readonly flags?: string },
): RegExp {
  const { syntax, flags = "" } = options;
  try {
    if (syntax === "perl") return compilePerl(pattern, flags);
    return new RegExp(translate(pattern, syntax), `${flags}u`);
  } catch (error) {
    if (error instanceof ShimFault) throw error;
    throw new ShimFault(`invalid regular expression: ${pattern}`, 2);
  }
}

function compilePerl(pattern: string, flags: string): RegExp {
  let source = pattern;
  let all = flags;
  const inline = /^\(\?([ims]+)\)/u.exec(source);
  if (inline !== null) {
    source = source.slice(inline[0].length);
    all += inline[1] ?? "";
  }
  source = source
    .replaceAll("(?P<", "(?<")
    .replace(/\\h/gu, "[ \\t]")
    .replace(/\\[zZ]/gu, "$")
    .replace(/\\A/gu, "^")
    .replace(/\[\[:(\w+):\]\]/gu, (_, name: string) => `[${classes[name] ?? ""}]`);
  const keep = source.indexOf("\\K");
  if (keep >= 0) source = `(?<=${source.slice(0, keep)})${source.slice(keep + 2)}`;
  const unique = [...new Set(all)].join("");
  try {
    return new RegExp(source, `${unique}u`);
  } catch {
    return new RegExp(source, unique);
  }
}

export function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
}

function translate(pattern: string, syntax: PatternSyntax): string {
  if (syntax === "fixed") return escapeLiteral(pattern);
  const extended = syntax === "extended";
  let source = "";
  /** Whether an atom can start here, so that `*` and `^` mean what they mean at the start. */
  let start = true;
  let open = 0;
  for (let at = 0; at < pattern.length;) {
    const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    at += char.length;
    let token = char;
    let special = extended && "(){}|+?".includes(char);
    if (char === "\\") {
      if (at >= pattern.length) throw new ShimFault("Trailing backslash", 2);
      token = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
      at += token.length;
      special = !extended && "(){}|+?".includes(token);
      if (!special) {
        source += /[1-9]/u.test(token) ? `\\${token}` : (escapes[token] ?? escapeLiteral(token));
        start = false;
        continue;
      }
    }
    if (char === "[") {
      const [text, end] = bracket(pattern, at);
      source += text;
      at = end;
      start = false;
    } else if (special && token === "(") {
      source += "(";
      open += 1;
      start = true;
    } else if (special && token === ")" && open > 0) {
      source += ")";
      open -= 1;
      start = false;
    } else if (special && token === "|") {
      source += "|";
      start = true;
    } else if (special && token === "{") {
      const close = /^(\d*)(,?)(\d*)(?:\\?\})/u.exec(pattern.slice(at));
      if (close === null || start || (close[1] === "" && close[2] === "")) source += "\\{";
      else {
        source += `{${close[1] === "" ? "0" : (close[1] ?? "")}${close[2] ?? ""}${close[3] ?? ""}}`;
        at += close[0].length;
      }
      start = false;
    } else if (char === "*" || (special && (token === "+" || token === "?"))) {
      source += start ? `\\${token}` : token;
      // A repetition of a repetition is one.
      const more = start ? "" : (/^[*+?]+/u.exec(pattern.slice(at))?.[0] ?? "");
      const stars = extended ? more : (/^\*+/u.exec(more)?.[0] ?? "");
      if (stars !== "") source = `${source.slice(0, -1)}*`;
      at += stars.length;
      start = false;
    } else if (char === "^") {
      source += start || extended ? "^" : "\\^";
    } else if (char === "$") {
      const rest = pattern.slice(at);
      const last = rest === "" || rest.startsWith("\\)") || rest.startsWith("\\|");
      source += last || extended ? "$" : "\\$";
      start = false;
    } else if (char === ".") {
      source += ".";
      start = false;
    } else {
      source += escapeLiteral(token);
      start = false;
    }
  }
  if (open > 0) throw new ShimFault("Unmatched ( or \\(", 2);
  return source;
}

/** A bracket expression after its `[`, and where it ends. */
function bracket(pattern: string, from: number): readonly [string, number] {
  let at = from;
  let text = "[";
  if (pattern[at] === "^") {
    text += "^";
    at += 1;
  }
  for (let first = true; ; first = false) {
    if (at >= pattern.length) throw new ShimFault("Unmatched [, [^, [:, [., or [=", 2);
    const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (char === "]" && !first) return [`${text}]`, at + 1];
    const named = /^\[([:.=])(.+?)\1\]/u.exec(pattern.slice(at));
    if (named !== null) {
      text += named[1] === ":" ? (classes[named[2] ?? ""] ?? "") : escapeInside(named[2] ?? "");
      at += named[0].length;
    } else {
      const escape = char === "\\" ? /^\\[ntrfv\\\]]/u.exec(pattern.slice(at)) : null;
      if (escape !== null && escape[0] !== "\\]") {
        text += escape[0];
        at += 2;
      } else {
        const isRange = char === "-" && !first && pattern[at + 1] !== "]" && !text.endsWith("^");
        text += isRange ? "-" : escapeInside(char);
        at += char.length;
      }
    }
  }
}

function escapeInside(char: string): string {
  return /[\\\]^[-]/u.test(char) ? `\\${char}` : char;
}
