import { ShimFault } from "../shim.ts";
import type {
  AwkExpression,
  AwkFunction,
  AwkProgram,
  AwkRule,
  AwkStatement,
} from "./awk-syntax.ts";
import type { AwkToken } from "./lex-awk.ts";
import { lexAwk } from "./lex-awk.ts";

const assignments = new Set(["=", "+=", "-=", "*=", "/=", "%=", "^="]);
const comparisons = new Set(["<", "<=", "==", "!=", ">", ">="]);
/** What can begin the right side of a concatenation. */
const starts = new Set(["number", "string", "regex", "name", "function"]);

/** @throws ShimFault where the program is none. */
export function parseAwk(source: string): AwkProgram {
  return new AwkParser(lexAwk(source)).program();
}

class AwkParser {
  readonly #tokens: readonly AwkToken[];
  #at = 0;
  /** Inside `print`, outside of parentheses, `>` writes to a file. */
  #noGreater = false;

  constructor(tokens: readonly AwkToken[]) {
    this.#tokens = tokens;
  }

  program(): AwkProgram {
    const rules: AwkRule[] = [];
    const functions = new Map<string, AwkFunction>();
    for (;;) {
      this.#skipTerminators();
      if (this.#token.kind === "end") return { rules, functions };
      if (this.#take("function")) {
        const name = this.#next().text;
        this.#expect("(");
        const parameters: string[] = [];
        while (!this.#take(")")) {
          parameters.push(this.#next().text);
          this.#take(",");
          this.#skipNewlines();
        }
        this.#skipNewlines();
        functions.set(name, { parameters, body: this.#block() });
      } else rules.push(this.#rule());
    }
  }

  #rule(): AwkRule {
    if (this.#take("BEGIN")) return { when: "BEGIN", body: this.#block() };
    if (this.#take("END")) return { when: "END", body: this.#block() };
    if (this.#is("{")) return { when: "record", body: this.#block() };
    const pattern = this.#expression();
    let until: AwkExpression | undefined;
    if (this.#take(",")) {
      this.#skipNewlines();
      until = this.#expression();
    }
    const body = this.#is("{") ? this.#block() : undefined;
    return {
      when: "record",
      pattern,
      ...(until === undefined ? {} : { until }),
      ...(body === undefined ? {} : { body }),
    };
  }

  #block(): AwkStatement {
    this.#expect("{");
    const body: AwkStatement[] = [];
    for (;;) {
      this.#skipTerminators();
      if (this.#take("}")) return { kind: "block", body };
      body.push(this.#statement());
    }
  }

  #statement(): AwkStatement {
    if (this.#is("{")) return this.#block();
    if (this.#take("if")) {
      const test = this.#parenthesised();
      const yes = this.#body();
      const mark = this.#at;
      this.#skipTerminators();
      if (this.#take("else")) return { kind: "if", test, yes, no: this.#body() };
      this.#at = mark;
      return { kind: "if", test, yes };
    }
    if (this.#take("while")) {
      const test = this.#parenthesised();
      if (this.#take(";")) return { kind: "while", test, body: { kind: "block", body: [] } };
      return { kind: "while", test, body: this.#body() };
    }
    if (this.#take("do")) {
      const body = this.#body();
      this.#skipTerminators();
      this.#expect("while");
      const test = this.#parenthesised();
      this.#endStatement();
      return { kind: "do", test, body };
    }
    if (this.#take("for")) return this.#for();
    const simple = this.#simple();
    this.#endStatement();
    return simple;
  }

  #body(): AwkStatement {
    this.#skipNewlines();
    if (this.#take(";")) return { kind: "block", body: [] };
    return this.#statement();
  }

  #for(): AwkStatement {
    this.#expect("(");
    const [name, inside, array, close] = this.#tokens.slice(this.#at, this.#at + 4);
    if (
      name?.kind === "name" &&
      inside?.text === "in" &&
      array?.kind === "name" &&
      close?.text === ")"
    ) {
      this.#at += 4;
      return { kind: "each", name: name.text, array: array.text, body: this.#body() };
    }
    const start = this.#is(";") ? undefined : this.#simple();
    this.#expect(";");
    this.#skipNewlines();
    const test = this.#is(";") ? undefined : this.#expression();
    this.#expect(";");
    this.#skipNewlines();
    const step = this.#is(")") ? undefined : this.#simple();
    this.#expect(")");
    return {
      kind: "for",
      ...(start === undefined ? {} : { start }),
      ...(test === undefined ? {} : { test }),
      ...(step === undefined ? {} : { step }),
      body: this.#body(),
    };
  }

  #simple(): AwkStatement {
    for (const kind of ["break", "continue", "next", "nextfile"] as const) {
      if (this.#take(kind)) return { kind };
    }
    for (const kind of ["exit", "return"] as const) {
      if (!this.#take(kind)) continue;
      return this.#atEnd() ? { kind } : { kind, value: this.#expression() };
    }
    if (this.#take("delete")) {
      const name = this.#next().text;
      return { kind: "delete", name, subscripts: this.#take("[") ? this.#list("]") : [] };
    }
    for (const kind of ["print", "printf"] as const) {
      if (this.#take(kind)) return this.#print(kind);
    }
    return { kind: "expression", value: this.#expression() };
  }

  #print(kind: "print" | "printf"): AwkStatement {
    const before = this.#noGreater;
    this.#noGreater = true;
    let args: AwkExpression[] = [];
    if (!this.#atEnd() && !this.#is(">") && !this.#is(">>") && !this.#is("|")) {
      args.push(this.#expression());
      while (this.#take(",")) {
        this.#skipNewlines();
        args.push(this.#expression());
      }
      const [only] = args;
      if (args.length === 1 && only?.kind === "group") args = [...only.items];
    }
    this.#noGreater = before;
    for (const how of [">", ">>", "|"] as const) {
      if (!this.#take(how)) continue;
      return { kind, args, to: { how, target: this.#concatenation() } };
    }
    return { kind, args };
  }

  #parenthesised(): AwkExpression {
    this.#expect("(");
    const noGreater = this.#noGreater;
    this.#noGreater = false;
    const value = this.#expression();
    this.#noGreater = noGreater;
    this.#expect(")");
    return value;
  }

  #list(close: string): AwkExpression[] {
    const noGreater = this.#noGreater;
    this.#noGreater = false;
    const items: AwkExpression[] = [];
    this.#skipNewlines();
    while (!this.#take(close)) {
      items.push(this.#expression());
      this.#skipNewlines();
      if (!this.#is(close)) this.#expect(",");
      this.#skipNewlines();
    }
    this.#noGreater = noGreater;
    return items;
  }

  #expression(): AwkExpression {
    const left = this.#choice();
    const operator = this.#token.text;
    if (this.#token.kind !== "punctuation" || !assignments.has(operator) || !isTarget(left))
      return left;
    this.#at += 1;
    this.#skipNewlines();
    return { kind: "assign", operator, target: left, value: this.#expression() };
  }

  #choice(): AwkExpression {
    const test = this.#or();
    if (!this.#take("?")) return test;
    this.#skipNewlines();
    const yes = this.#expression();
    this.#skipNewlines();
    this.#expect(":");
    this.#skipNewlines();
    return { kind: "choice", test, yes, no: this.#expression() };
  }

  #or(): AwkExpression {
    let left = this.#and();
    while (this.#take("||")) {
      this.#skipNewlines();
      left = { kind: "binary", operator: "||", left, right: this.#and() };
    }
    return left;
  }

  #and(): AwkExpression {
    let left = this.#in();
    while (this.#take("&&")) {
      this.#skipNewlines();
      left = { kind: "binary", operator: "&&", left, right: this.#in() };
    }
    return left;
  }

  #in(): AwkExpression {
    let left = this.#match();
    while (this.#take("in")) {
      const subscripts = left.kind === "group" && left.items.length > 1 ? left.items : [left];
      left = { kind: "in", subscripts, array: this.#next().text };
    }
    return left;
  }

  #match(): AwkExpression {
    let left = this.#comparison();
    while (this.#is("~") || this.#is("!~")) {
      const operator = this.#next().text;
      left = { kind: "binary", operator, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): AwkExpression {
    let left = this.#concatenation();
    while (this.#is("|") && this.#tokens[this.#at + 1]?.text === "getline") {
      this.#at += 2;
      const target = this.#optionalTarget();
      const where = target === undefined ? {} : { target };
      left = { kind: "getline", from: "command", source: left, ...where };
    }
    const { kind, text: operator } = this.#token;
    if (kind !== "punctuation" || !comparisons.has(operator)) return left;
    if (operator === ">" && this.#noGreater) return left;
    this.#at += 1;
    return { kind: "binary", operator, left, right: this.#concatenation() };
  }

  #concatenation(): AwkExpression {
    let left = this.#additive();
    while (this.#startsOperand()) {
      left = { kind: "binary", operator: "", left, right: this.#additive() };
    }
    return left;
  }

  #startsOperand(): boolean {
    const { kind, text } = this.#token;
    if (starts.has(kind)) return true;
    if (kind === "punctuation") return ["$", "!", "(", "-", "+", "++", "--"].includes(text);
    return false;
  }

  #additive(): AwkExpression {
    let left = this.#multiplicative();
    while (this.#is("+") || this.#is("-")) {
      const operator = this.#next().text;
      left = { kind: "binary", operator, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): AwkExpression {
    let left = this.#unary();
    while (this.#is("*") || this.#is("/") || this.#is("%")) {
      const operator = this.#next().text;
      left = { kind: "binary", operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): AwkExpression {
    for (const operator of ["!", "-", "+"]) {
      if (this.#take(operator)) return { kind: "unary", operator, operand: this.#unary() };
    }
    return this.#power();
  }

  #power(): AwkExpression {
    const left = this.#postfix();
    if (!this.#take("^")) return left;
    // It binds to the right, and more tightly than a minus before it.
    return { kind: "binary", operator: "^", left, right: this.#unary() };
  }

  #postfix(): AwkExpression {
    const value = this.#primary();
    if (!isTarget(value)) return value;
    if (this.#take("++")) return { kind: "step", by: 1, prefix: false, target: value };
    if (this.#take("--")) return { kind: "step", by: -1, prefix: false, target: value };
    return value;
  }

  #primary(): AwkExpression {
    const token = this.#next();
    switch (token.kind) {
      case "number":
        return { kind: "number", value: Number(token.text) };
      case "string":
        return { kind: "string", value: token.text };
      case "regex":
        return { kind: "regex", source: token.text };
      case "function":
        this.#expect("(");
        return { kind: "call", name: token.text, args: this.#list(")") };
      case "name":
        if (this.#take("["))
          return { kind: "element", name: token.text, subscripts: this.#list("]") };
        if (token.text === "length") return { kind: "call", name: "length", args: [] };
        return { kind: "name", name: token.text };
      case "keyword":
        if (token.text === "getline") return this.#getline();
        break;
      case "punctuation":
        if (token.text === "$") return { kind: "field", index: this.#fieldIndex() };
        if (token.text === "++" || token.text === "--") {
          const by = token.text === "++" ? 1 : -1;
          return { kind: "step", by, prefix: true, target: this.#primary() };
        }
        if (token.text === "-" || token.text === "+" || token.text === "!") {
          return { kind: "unary", operator: token.text, operand: this.#unary() };
        }
        if (token.text === "(") return { kind: "group", items: this.#list(")") };
        break;
      default:
        break;
    }
    throw this.#fault(token);
  }

  #fieldIndex(): AwkExpression {
    if (this.#take("++")) return { kind: "step", by: 1, prefix: true, target: this.#primary() };
    if (this.#take("--")) return { kind: "step", by: -1, prefix: true, target: this.#primary() };
    if (this.#take("-")) return { kind: "unary", operator: "-", operand: this.#primary() };
    return this.#primary();
  }

  #getline(): AwkExpression {
    const target = this.#optionalTarget();
    const where = target === undefined ? {} : { target };
    if (!this.#take("<")) return { kind: "getline", from: "input", ...where };
    return { kind: "getline", from: "file", source: this.#primary(), ...where };
  }

  #optionalTarget(): AwkExpression | undefined {
    if (this.#token.kind !== "name" && !this.#is("$")) return undefined;
    return this.#primary();
  }

  get #token(): AwkToken {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new ShimFault("syntax error: unexpected end of program", 2);
    return token;
  }

  #next(): AwkToken {
    const token = this.#token;
    this.#at += 1;
    return token;
  }

  #is(text: string): boolean {
    const { kind } = this.#token;
    return (kind === "punctuation" || kind === "keyword") && this.#token.text === text;
  }

  #take(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#fault(this.#token);
  }

  #atEnd(): boolean {
    return (
      this.#token.kind === "newline" || this.#token.kind === "end" || this.#is(";") || this.#is("}")
    );
  }

  #endStatement(): void {
    if (this.#token.kind === "newline" || this.#is(";")) this.#at += 1;
    else if (!this.#is("}") && this.#token.kind !== "end") throw this.#fault(this.#token);
  }

  #skipNewlines(): void {
    while (this.#token.kind === "newline") this.#at += 1;
  }

  #skipTerminators(): void {
    while (this.#token.kind === "newline" || this.#is(";")) this.#at += 1;
  }

  #fault(token: AwkToken): ShimFault {
    const text = token.text === "\n" ? "end of line" : token.text;
    return new ShimFault(`line ${String(token.line)}: syntax error at or near ${text}`, 2);
  }
}

function isTarget(value: AwkExpression): boolean {
  return value.kind === "name" || value.kind === "element" || value.kind === "field";
}
