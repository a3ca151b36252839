import { OverBudget } from "../number/budget.ts";
import { matchBraces } from "../text/match-braces.ts";
import { isKnownUnitWord } from "../units/parse-unit.ts";
import {
  accentCommands,
  functionNames,
  greekLetters,
  operatorCommands,
  silentCommands,
  symbolCommands,
  textCommands,
  wrapperCommands,
} from "./commands.ts";
import type { CommaReading, Token } from "./token.ts";

const maximumTokens = 3_000;

/** Reads a formula, in LaTeX or as a person or a program types it, into tokens. Linear. */
export function tokenize(text: string, comma: CommaReading): readonly Token[] {
  const scanner = new Scanner(text, comma);
  scanner.scan(0, text.length, 0);
  scanner.push("end", "");
  return scanner.tokens;
}

const spacing = /[\s~]+|\\[,;:!> ]|\\(?:quad|qquad|enspace|thinspace|space)(?![a-zA-Z])/y;
const thousands = /\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?/y;
const spacedThousands = /\d{1,3}(?:(?: |\\[,;: !]|\{,\}|,\\!\s?|')\d{3})+(?!\d)(?:\.\d+)?/y;
const decimalComma = /\d+(?:,|\{,\})\d+/y;
const plainNumber = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![\w]))?/y;
/** What repeats without end, straight behind the point: `0.\overline{3}`, `0.(3)` */
const repeatingPart = /\.(?:\\(?:overline|bar|dot)\s*\{\d{1,30}\}|\(\d{1,30}\))/y;
const bracedComma = /\d+\{,\}\d+(?!\d)/y;
const command = /\\(?:[a-zA-Z]+\*?|[^a-zA-Z])/y;
const letters = /[A-Za-z]+/y;
const han = /[\p{Script=Han}]+/uy;
const twoCharacterOperators: Readonly<Record<string, string>> = {
  "**": "^",
  "<=": "<=",
  "=<": "<=",
  ">=": ">=",
  "!=": "!=",
  "==": "=",
  "->": "->",
  "=>": "=>",
};
const singleOperators = new Set("+-*/^_()[]{}|,;:!'=<>%°&?\"$€£¥.#@".split(""));
const embedded = /arcsin|arccos|arctan|sinh|cosh|tanh|sin|cos|tan|cot|ln|log|exp|sqrt|pi/g;
const shortWords = new Set(
  `is of to the are for by if no yes so not an as at it be or and but on we you all any one two has
  was get let per its us do than then that this with from when where none odd even ten six max`.split(
    /\s+/,
  ),
);
/** Both a function and a unit: a function only where an argument follows. */
const unitOrFunction = new Set(["min", "sec", "deg", "rad"]);

class Scanner {
  readonly tokens: Token[] = [];
  readonly #text: string;
  readonly #comma: CommaReading;
  readonly #braces: Int32Array;
  #spaced: boolean = false;
  /** How many brackets are open that hold lists. */
  #listDepth: number = 0;

  constructor(text: string, comma: CommaReading) {
    this.#text = text;
    this.#comma = comma;
    this.#braces = matchBraces(text);
  }

  push(kind: Token["kind"], text: string): void {
    if (this.tokens.length >= maximumTokens) throw new OverBudget("a formula of too many parts");
    this.tokens.push({ kind, text, spaced: this.#spaced });
    this.#spaced = false;
  }

  scan(start: number, end: number, depth: number): void {
    if (depth > 20) throw new OverBudget("a formula too deep");
    let index = start;
    while (index < end) index = this.#next(index, end, depth);
  }

  #next(index: number, end: number, depth: number): number {
    const space = this.#match(spacing, index);
    if (space !== undefined) {
      this.#spaced = true;
      return index + space.length;
    }
    const number = this.#number(index);
    if (number !== undefined) return number;
    const character = this.#text[index] ?? "";
    if (character === "\\") return this.#command(index, end, depth);
    const word = this.#match(letters, index);
    if (word !== undefined) {
      this.#word(word, index + word.length);
      return index + word.length;
    }
    const chinese = this.#match(han, index);
    if (chinese !== undefined) {
      this.#han(chinese);
      return index + chinese.length;
    }
    const two = twoCharacterOperators[this.#text.slice(index, index + 2)];
    if (two !== undefined && !(this.#text.startsWith("!==", index) || this.#factorial(index))) {
      this.push("operator", two);
      return index + 2;
    }
    const greek = greekLetters[character];
    if (greek !== undefined) this.push("letter", greek);
    else if (singleOperators.has(character)) this.#operator(character);
    else this.push("word", character);
    return index + 1;
  }

  // `5!=120` says that 5! is 120.
  #factorial(index: number): boolean {
    const before = this.tokens.at(-1);
    return this.#text.startsWith("!=", index) && before?.kind === "number" && !this.#spaced;
  }

  #operator(operator: string): void {
    if ("([".includes(operator) || operator === "set{") this.#listDepth += 1;
    if (")]".includes(operator) || operator === "set}") this.#listDepth -= 1;
    this.push("operator", operator);
  }

  #match(pattern: RegExp, index: number): string | undefined {
    pattern.lastIndex = index;
    return pattern.exec(this.#text)?.[0];
  }

  #number(index: number): number | undefined {
    const code = this.#text.charCodeAt(index);
    const isDigit = code >= 48 && code <= 57;
    if (!isDigit && !(code === 46 && /\d/.test(this.#text[index + 1] ?? ""))) return undefined;
    if (isDigit) {
      const grouped =
        this.#match(spacedThousands, index) ??
        (this.#comma === "thousands" ? this.#match(thousands, index) : undefined);
      if (grouped !== undefined) {
        this.push("number", grouped.replaceAll(/[^\d.]/g, ""));
        return index + grouped.length;
      }
      const decimal =
        this.#match(bracedComma, index) ??
        (this.#comma === "decimal" && this.#listDepth === 0
          ? this.#match(decimalComma, index)
          : undefined);
      if (decimal !== undefined) {
        this.push("number", decimal.replace(/\{?,\}?/, "."));
        return index + decimal.length;
      }
    }
    const plain = this.#match(plainNumber, index) ?? "";
    if (/^\d+$/.test(plain) && this.#match(repeatingPart, index + plain.length) !== undefined) {
      this.push("number", `${plain}.`);
      return index + plain.length + 1;
    }
    this.push("number", plain);
    // A point that nothing follows belongs to the number: `5.`
    const next = index + plain.length;
    return this.#text[next] === "." && !/[.\d]/.test(this.#text[next + 1] ?? "") ? next + 1 : next;
  }

  #word(word: string, next: number): void {
    const lower = word.toLowerCase();
    const name = functionNames[word] ?? (word.length > 2 ? functionNames[lower] : undefined);
    if (name !== undefined && !(unitOrFunction.has(lower) && !this.#argumentFollows(next))) {
      this.push("function", name);
    } else if (word.length === 1) {
      this.push("letter", word);
    } else if (lower === "pi" || lower === "phi" || lower === "theta" || lower === "alpha") {
      this.push("letter", lower);
    } else if (lower === "infinity" || lower === "inf" || word === "oo") {
      this.push("command", "infty");
    } else if (this.#isSubscript()) {
      this.push("text", word);
    } else if ((shortWords.has(lower) && !/^[A-Z]+$/.test(word)) || this.#isUnit(word)) {
      this.push("word", word);
    } else {
      this.#unknownWord(word);
    }
  }

  // Multipliers behind a number, and the words that join items, are tokens of their own.
  #han(run: string): void {
    const isNumber = this.tokens.at(-1)?.kind === "number";
    const [multiplier] =
      (isNumber ? /^(?:万亿|亿|万|[千百](?![米克瓦焦帕赫伏]))/.exec(run) : null) ?? [];
    if (multiplier !== undefined) this.push("han", multiplier);
    for (const piece of run.slice(multiplier?.length ?? 0).split(/(或者|并且|以及|[或和与及且])/)) {
      if (piece !== "") this.push("han", piece);
    }
  }

  // `mg` is a milligram behind a number, and a product of two letters elsewhere.
  #isUnit(word: string): boolean {
    if (!isKnownUnitWord(word)) return false;
    if (word.length > 2) return true;
    const before = this.tokens.at(-1);
    if (before === undefined) return false;
    if (before.kind === "number" || before.kind === "word" || before.text === "/") return true;
    return this.#spaced && (before.text === "}" || before.text === ")");
  }

  #argumentFollows(index: number): boolean {
    return /^[\s]*[({\\[a-zA-Z^]/.test(this.#text.slice(index, index + 4));
  }

  // `5\text{ m}` is a length, `\mathrm{e}` a number.
  #mayBeUnit(): boolean {
    const before = this.tokens.at(-1);
    return before?.kind === "number" || before?.text === "}" || before?.text === ")";
  }

  #isSubscript(): boolean {
    const [before, last] = this.tokens.slice(-2);
    return last?.text === "_" || (last?.text === "{" && before?.text === "_");
  }

  // `sinx`, `abc` and `ABCD` are products, `apple` is a word.
  #unknownWord(word: string): void {
    const [, connective] = /^(or|and)[A-Z]$/.exec(word) ?? [];
    if (connective !== undefined || /^[A-Z]{4,6}$/.test(word)) {
      if (connective !== undefined) this.push("word", connective);
      for (const letter of word.slice(connective?.length ?? 0)) this.push("letter", letter);
      return;
    }
    const pieces = word.replaceAll(embedded, " ").split(" ");
    const known = word.match(embedded) ?? [];
    const longest = Math.max(...pieces.map(({ length }) => length));
    if (longest > (known.length > 0 ? 2 : 3)) return this.push("word", word);
    pieces.forEach((piece, index) => {
      for (const letter of piece) this.push("letter", letter);
      const name = known[index];
      if (name === "pi") this.push("letter", "pi");
      else if (name !== undefined) this.push("function", functionNames[name] ?? name);
    });
  }

  #command(index: number, end: number, depth: number): number {
    const written = this.#match(command, index) ?? "\\";
    const name = written.slice(1).replace(/\*$/, "");
    const next = index + written.length;
    if (silentCommands.has(name) || name.startsWith("quad")) {
      this.#spaced = true;
      const isDelimiter = name === "left" || name === "right";
      if (isDelimiter && this.#text[next] === ".") return next + 1;
      // `\quadx`: a space that was lost.
      return name.startsWith("quad") ? index + "\\quad".length : next;
    }
    const operator = operatorCommands[name];
    if (operator !== undefined) {
      this.#operator(operator);
      return next;
    }
    if (wrapperCommands.has(name)) return this.#argument(next, end, depth, false);
    if (textCommands.has(name)) return this.#argument(next, end, depth, true);
    if (name === "$" || name === "#" || name === "_") this.push("operator", name);
    else if (name === "mathbb") return this.#numberSet(next);
    else if (symbolCommands.has(name)) this.push("letter", name);
    else if (functionNames[name] !== undefined && name !== "sqrt") {
      this.push("function", functionNames[name]);
    } else if (accentCommands.has(name)) this.push("command", "accent");
    else this.push("command", name);
    return next;
  }

  #numberSet(index: number): number {
    const letter = /^\s*\{?\s*([A-Z])\s*\}?/.exec(this.#text.slice(index, index + 10));
    this.push("command", `mathbb-${letter?.[1] ?? ""}`);
    return index + (letter?.[0].length ?? 0);
  }

  /** What a wrapper holds, read as if it stood there by itself; words stay together. */
  #argument(index: number, end: number, depth: number, isText: boolean): number {
    let open = index;
    while (this.#text[open] === " ") open += 1;
    const close = this.#text[open] === "{" ? (this.#braces[open] ?? -1) : -1;
    if (close < 0 || close > end) return index;
    const content = this.#text.slice(open + 1, close);
    const words = content.trim();
    if (isText && functionNames[words] !== undefined && words.length > 1) {
      this.push("function", functionNames[words]);
    } else if (isText && /^(?:and|or|und|oder|et|ou)$/i.test(words)) {
      this.push("word", words.toLowerCase());
    } else if (isText && /^[\p{Script=Han}]+$/u.test(words)) {
      this.#han(words);
    } else if (isText && /^[a-zA-Z]$/.test(words) && !this.#mayBeUnit()) {
      this.push("letter", words);
    } else if (isText && words !== "" && /^[\p{L}\s.,'°$-]+$/u.test(words)) {
      this.push("text", words);
    } else if (words !== "") {
      this.scan(open + 1, close, depth + 1);
    } else {
      this.#spaced = true;
    }
    return close + 1;
  }
}
