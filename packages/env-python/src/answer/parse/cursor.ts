import { type Budget, OverBudget } from "../number/budget.ts";
import type { Token } from "./token.ts";

/** A text is no formula that this parser knows. Caught inside this module. */
export class ParseFailure extends Error {
  override readonly name: string = "ParseFailure";
}

const end: Token = { kind: "end", text: "", spaced: false };
const maximumDepth = 64;

/** Where a parser stands in its tokens. */
export class Cursor {
  readonly budget: Budget;
  /** How many `|` are open: the next one closes. */
  bars: number = 0;
  readonly #tokens: Token[];
  #position: number = 0;
  #depth: number = 0;

  constructor(tokens: readonly Token[], budget: Budget) {
    this.#tokens = [...tokens];
    this.budget = budget;
  }

  get position(): number {
    return this.#position;
  }

  peek(ahead: number = 0): Token {
    return this.#tokens[this.#position + ahead] ?? end;
  }

  next(): Token {
    this.budget.spend(2);
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** What was read from a position on, without white space. */
  textSince(position: number): string {
    return this.#tokens
      .slice(position, this.#position)
      .map(({ text }) => text)
      .join("");
  }

  /** Puts two tokens in the place of the one that comes next. */
  split(first: Token, second: Token): void {
    this.budget.spend(this.#tokens.length / 10);
    this.#tokens.splice(this.#position, 1, first, second);
  }

  isAt(operator: string, ahead: number = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === "operator" && text === operator;
  }

  isAtEnd(): boolean {
    return this.peek().kind === "end";
  }

  /** Steps over an operator, if it is the next token. */
  take(operator: string): boolean {
    if (!this.isAt(operator)) return false;
    this.next();
    return true;
  }

  /** @throws ParseFailure when something else comes next. */
  expect(operator: string): void {
    if (!this.take(operator)) this.fail(`expected ${operator}`);
  }

  fail(why: string): never {
    const { text } = this.peek();
    throw new ParseFailure(text === "" ? `${why} at the end` : `${why} at "${text}"`);
  }

  /** @throws OverBudget when it is called within itself too often. */
  nest<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > maximumDepth) throw new OverBudget("a formula too deep");
    try {
      return parse();
    } finally {
      this.#depth -= 1;
    }
  }
}
