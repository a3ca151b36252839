import { ShimFault } from "../shim.ts";
import type { AwkMachine } from "./awk-functions.ts";
import { callFunction } from "./awk-functions.ts";
import { AwkRandom } from "./awk-random.ts";
import { AwkRecord } from "./awk-record.ts";
import { awkPattern, nextRecord, recordsOf } from "./awk-records.ts";
import type { AwkArgument } from "./awk-scope.ts";
import { AwkScope } from "./awk-scope.ts";
import type {
  AwkExpression,
  AwkFunction,
  AwkProgram,
  AwkRule,
  AwkStatement,
} from "./awk-syntax.ts";
import type { AwkValue } from "./awk-values.ts";
import { compareValues, formatText, fromInput, isTrue, toNumber, toText } from "./awk-values.ts";
import { unescape } from "./lex-awk.ts";

/** What the program asks of the world. Its answers must be there at once; see `Wanted`. */
export interface AwkWorld {
  /** A file's or stdin's text, nothing where it can't be read. */
  readonly file: (name: string) => string | undefined;
  /** What a command prints. `call` counts the calls of a run: each is made once. */
  readonly command: (
    command: string,
    call: number,
  ) => { readonly stdout: string; readonly exitCode: number };
  readonly now: number;
}

/** Thrown by an `AwkWorld` that has to look first: the program is then run again from its start. */
export class Wanted extends Error {}

export interface AwkResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** What was written to files. */
  readonly files: ReadonlyMap<string, { readonly text: string; readonly append: boolean }>;
  /** What was written into commands, each run when it was closed or at the end. */
  readonly pipes: ReadonlyMap<string, string>;
}

class Leave {
  readonly kind: "next" | "nextfile" | "exit" | "break" | "continue" | "return";
  readonly value: AwkValue;

  constructor(kind: Leave["kind"], value?: AwkValue) {
    this.kind = kind;
    this.value = value;
  }
}

const separator = "\x1c";

export interface AwkOptions {
  readonly variables: readonly (readonly [string, string])[];
  readonly operands: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** One run of a program, from its start to its end. */
export class AwkRun {
  readonly #program: AwkProgram;
  readonly #world: AwkWorld;
  readonly #scope = new AwkScope();
  readonly #record = new AwkRecord(this.#scope);
  readonly #random = new AwkRandom();
  readonly #ranges = new Set<AwkRule>();
  readonly #output: string[] = [];
  readonly #errors: string[] = [];
  readonly #files = new Map<string, { text: string; append: boolean }>();
  readonly #pipes = new Map<string, string>();
  readonly #readers = new Map<string, { readonly records: readonly string[]; at: number }>();
  #calls = 0;
  #operand = 1;
  #input: { rest: string; readonly name: string } | undefined;
  #opened = false;
  #exitCode = 0;

  constructor(program: AwkProgram, world: AwkWorld, options: AwkOptions) {
    this.#program = program;
    this.#world = world;
    const defaults: Record<string, AwkValue> = {
      FS: " ",
      OFS: " ",
      RS: "\n",
      ORS: "\n",
      NR: 0,
      FNR: 0,
      NF: 0,
      SUBSEP: separator,
      CONVFMT: "%.6g",
      OFMT: "%.6g",
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: "",
      ARGC: options.operands.length + 1,
    };
    for (const [name, value] of Object.entries(defaults)) this.#scope.set(name, value);
    const args = new Map<string, AwkValue>([["0", "awk"]]);
    for (const [index, operand] of options.operands.entries())
      args.set(String(index + 1), fromInput(operand));
    this.#scope.set("ARGV", args);
    const env = Object.entries(options.env).map(
      ([name, value]) => [name, fromInput(value)] as const,
    );
    this.#scope.set("ENVIRON", new Map(env));
    for (const [name, value] of options.variables) this.#set(name, fromInput(unescape(value)));
  }

  run(): AwkResult {
    const { rules } = this.#program;
    try {
      for (const rule of rules) if (rule.when === "BEGIN") this.#body(rule);
      if (rules.some(({ when }) => when !== "BEGIN")) this.#records();
    } catch (thrown) {
      if (!(thrown instanceof Leave) || thrown.kind !== "exit") throw thrown;
    }
    try {
      for (const rule of rules) if (rule.when === "END") this.#body(rule);
    } catch (thrown) {
      if (!(thrown instanceof Leave) || thrown.kind !== "exit") throw thrown;
    }
    return {
      stdout: this.#output.join(""),
      stderr: this.#errors.join(""),
      exitCode: this.#exitCode,
      files: this.#files,
      pipes: this.#pipes,
    };
  }

  #records(): void {
    const records = this.#program.rules.filter(({ when }) => when === "record");
    while (this.#nextRecord()) {
      try {
        for (const rule of records) if (this.#selects(rule)) this.#body(rule);
      } catch (thrown) {
        if (!(thrown instanceof Leave)) throw thrown;
        if (thrown.kind === "nextfile") this.#input = undefined;
        else if (thrown.kind !== "next") throw thrown;
      }
    }
  }

  #selects(rule: AwkRule): boolean {
    if (rule.pattern === undefined) return true;
    if (rule.until === undefined) return isTrue(this.#value(rule.pattern));
    if (!this.#ranges.has(rule)) {
      if (!isTrue(this.#value(rule.pattern))) return false;
      this.#ranges.add(rule);
    }
    if (isTrue(this.#value(rule.until))) this.#ranges.delete(rule);
    return true;
  }

  #body(rule: AwkRule): void {
    if (rule.body === undefined) this.#print(this.#record.text + this.#scope.text("ORS"));
    else this.#execute(rule.body);
  }

  // Input

  #nextRecord(into?: (text: string) => void): boolean {
    for (;;) {
      if (this.#input === undefined && !this.#open()) return false;
      const input = this.#input;
      if (input === undefined) return false;
      const taken = nextRecord(input.rest, this.#scope.text("RS"));
      if (taken === undefined) {
        this.#input = undefined;
        continue;
      }
      input.rest = taken.rest;
      this.#scope.set("NR", this.#scope.number("NR") + 1);
      this.#scope.set("FNR", this.#scope.number("FNR") + 1);
      if (into === undefined) this.#record.text = taken.record;
      else into(taken.record);
      return true;
    }
  }

  #open(): boolean {
    const args = this.#scope.array("ARGV");
    for (; this.#operand < this.#scope.number("ARGC");) {
      const operand = toText(args.get(String(this.#operand)), "%.6g");
      this.#operand += 1;
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/u.exec(operand);
      if (operand === "") continue;
      if (assignment !== null) {
        this.#set(assignment[1] ?? "", fromInput(unescape(assignment[2] ?? "")));
        continue;
      }
      const text = this.#world.file(operand);
      this.#opened = true;
      if (text === undefined) {
        this.#errors.push(`awk: cannot open ${operand} (No such file or directory)\n`);
        this.#exitCode = 2;
        continue;
      }
      this.#start(operand, text);
      return true;
    }
    if (this.#opened) return false;
    this.#opened = true;
    this.#start("", this.#world.file("-") ?? "");
    return true;
  }

  #start(name: string, text: string): void {
    this.#input = { name, rest: text };
    this.#scope.set("FILENAME", name);
    this.#scope.set("FNR", 0);
  }

  // Names

  #set(name: string, value: AwkValue): void {
    this.#scope.set(name, value);
    if (name === "NF") this.#record.resize(value);
  }

  #key(subscripts: readonly AwkExpression[]): string {
    const format = this.#scope.text("CONVFMT");
    return subscripts
      .map((one) => toText(this.#value(one), format))
      .join(this.#scope.text("SUBSEP"));
  }

  #patternOf(expression: AwkExpression, flags = ""): RegExp {
    if (expression.kind === "regex") return awkPattern(expression.source, flags);
    return awkPattern(this.#string(expression), flags);
  }

  get #machine(): AwkMachine {
    return {
      scope: this.#scope,
      record: this.#record,
      random: this.#random,
      now: this.#world.now,
      value: (expression) => this.#value(expression),
      string: (expression) => this.#string(expression),
      pattern: (expression, flags) => this.#patternOf(expression, flags),
      assign: (target, value) => void this.#assign(target, () => value),
      system: (command) => this.#system(command),
      close: (target) => this.#close(target),
    };
  }

  #system(command: string): number {
    const { stdout, exitCode } = this.#world.command(command, (this.#calls += 1));
    this.#print(stdout);
    return exitCode;
  }

  #close(target: string): number {
    const known =
      this.#readers.delete(`file ${target}`) || this.#readers.delete(`command ${target}`);
    return known || this.#files.has(target) || this.#pipes.has(target) ? 0 : -1;
  }

  // Statements

  #execute(statement: AwkStatement): void {
    switch (statement.kind) {
      case "expression":
        this.#value(statement.value);
        return;
      case "block":
        for (const one of statement.body) this.#execute(one);
        return;
      case "if":
        if (isTrue(this.#value(statement.test))) this.#execute(statement.yes);
        else if (statement.no !== undefined) this.#execute(statement.no);
        return;
      case "while":
        while (isTrue(this.#value(statement.test))) if (this.#loop(statement.body)) return;
        return;
      case "do":
        do if (this.#loop(statement.body)) return;
        while (isTrue(this.#value(statement.test)));
        return;
      case "for":
        if (statement.start !== undefined) this.#execute(statement.start);
        while (statement.test === undefined || isTrue(this.#value(statement.test))) {
          if (this.#loop(statement.body)) return;
          if (statement.step !== undefined) this.#execute(statement.step);
        }
        return;
      case "each":
        for (const key of Array.from(this.#scope.array(statement.array).keys())) {
          this.#set(statement.name, fromInput(key));
          if (this.#loop(statement.body)) return;
        }
        return;
      case "print":
      case "printf":
        this.#write(statement);
        return;
      case "delete":
        if (statement.subscripts.length === 0) this.#scope.array(statement.name).clear();
        else this.#scope.array(statement.name).delete(this.#key(statement.subscripts));
        return;
      case "exit":
        if (statement.value !== undefined)
          this.#exitCode = Math.trunc(toNumber(this.#value(statement.value))) & 255;
        throw new Leave("exit");
      case "return":
        throw new Leave(
          "return",
          statement.value === undefined ? undefined : this.#value(statement.value),
        );
      default:
        throw new Leave(statement.kind);
    }
  }

  /** Whether the loop is left. */
  #loop(body: AwkStatement): boolean {
    try {
      this.#execute(body);
    } catch (thrown) {
      if (thrown instanceof Leave && thrown.kind === "break") return true;
      if (!(thrown instanceof Leave) || thrown.kind !== "continue") throw thrown;
    }
    return false;
  }

  #write(statement: Extract<AwkStatement, { kind: "print" | "printf" }>): void {
    const args = statement.args;
    let text: string;
    if (statement.kind === "printf") {
      const [format, ...values] = args.map((one) => this.#value(one));
      text = formatText(
        toText(format, this.#scope.text("CONVFMT")),
        values,
        this.#scope.text("CONVFMT"),
      );
    } else {
      const format = this.#scope.text("OFMT");
      const parts = args.map((one) => toText(this.#value(one), format));
      text =
        (args.length === 0 ? this.#record.text : parts.join(this.#scope.text("OFS"))) +
        this.#scope.text("ORS");
    }
    if (statement.to === undefined) {
      this.#print(text);
      return;
    }
    const target = this.#string(statement.to.target);
    if (statement.to.how === "|") this.#pipes.set(target, (this.#pipes.get(target) ?? "") + text);
    else if (target === "/dev/stdout" || target === "-") this.#print(text);
    else if (target === "/dev/stderr") this.#errors.push(text);
    else {
      const file = this.#files.get(target) ?? { text: "", append: statement.to.how === ">>" };
      file.text += text;
      this.#files.set(target, file);
    }
  }

  #print(text: string): void {
    this.#output.push(text);
  }

  // Expressions

  #string(expression: AwkExpression): string {
    return toText(this.#value(expression), this.#scope.text("CONVFMT"));
  }

  #value(expression: AwkExpression): AwkValue {
    switch (expression.kind) {
      case "number":
      case "string":
        return expression.value;
      case "regex":
        return awkPattern(expression.source).test(this.#record.text) ? 1 : 0;
      case "name":
        return this.#scope.get(expression.name);
      case "element": {
        const array = this.#scope.array(expression.name);
        const key = this.#key(expression.subscripts);
        // To look at an element makes it.
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case "field":
        return this.#record.field(Math.trunc(toNumber(this.#value(expression.index))));
      case "group": {
        const [only, ...others] = expression.items;
        if (only === undefined) return undefined;
        return others.length === 0 ? this.#value(only) : this.#key(expression.items);
      }
      case "assign":
        return this.#assign(expression.target, () => {
          const value = this.#value(expression.value);
          if (expression.operator === "=") return value;
          const left = toNumber(this.#value(expression.target));
          return arithmetic(expression.operator.slice(0, -1), left, toNumber(value));
        });
      case "step": {
        const before = toNumber(this.#value(expression.target));
        this.#assign(expression.target, () => before + expression.by);
        return expression.prefix ? before + expression.by : before;
      }
      case "unary": {
        const value = this.#value(expression.operand);
        if (expression.operator === "!") return isTrue(value) ? 0 : 1;
        return expression.operator === "-" ? -toNumber(value) : toNumber(value);
      }
      case "binary":
        return this.#binary(expression);
      case "choice":
        return this.#value(isTrue(this.#value(expression.test)) ? expression.yes : expression.no);
      case "in":
        return this.#scope.array(expression.array).has(this.#key(expression.subscripts)) ? 1 : 0;
      case "call":
        return this.#call(expression.name, expression.args);
      case "getline":
        return this.#getline(expression);
      default:
        return undefined;
    }
  }

  #assign(target: AwkExpression, compute: () => AwkValue): AwkValue {
    if (target.kind === "field") {
      const index = Math.trunc(toNumber(this.#value(target.index)));
      const value = compute();
      this.#record.setField(index, value);
      return value;
    }
    const value = compute();
    if (target.kind === "name") this.#set(target.name, value);
    else if (target.kind === "element")
      this.#scope.array(target.name).set(this.#key(target.subscripts), value);
    else if (target.kind === "group" && target.items[0] !== undefined)
      this.#assign(target.items[0], () => value);
    return value;
  }

  #binary(expression: Extract<AwkExpression, { kind: "binary" }>): AwkValue {
    const { operator, left, right } = expression;
    if (operator === "&&") return isTrue(this.#value(left)) && isTrue(this.#value(right)) ? 1 : 0;
    if (operator === "||") return isTrue(this.#value(left)) || isTrue(this.#value(right)) ? 1 : 0;
    if (operator === "~" || operator === "!~") {
      const text = this.#string(left);
      return this.#patternOf(right).test(text) === (operator === "~") ? 1 : 0;
    }
    if (operator === "") return this.#string(left) + this.#string(right);
    const [a, b] = [this.#value(left), this.#value(right)];
    if (["<", "<=", "==", "!=", ">", ">="].includes(operator)) {
      const order = compareValues(a, b, this.#scope.text("CONVFMT"));
      const holds = {
        "<": order < 0,
        "<=": order <= 0,
        "==": order === 0,
        "!=": order !== 0,
        ">": order > 0,
        ">=": order >= 0,
      };
      return holds[operator as "<"] ? 1 : 0;
    }
    return arithmetic(operator, toNumber(a), toNumber(b));
  }

  #getline(expression: Extract<AwkExpression, { kind: "getline" }>): AwkValue {
    const { target } = expression;
    const take = (text: string): void => {
      if (target === undefined) this.#record.text = text;
      else this.#assign(target, () => fromInput(text));
    };
    if (expression.from === "input")
      return this.#nextRecord(target === undefined ? undefined : take) ? 1 : 0;
    const name = expression.source === undefined ? "" : this.#string(expression.source);
    const key = `${expression.from} ${name}`;
    let reader = this.#readers.get(key);
    if (reader === undefined) {
      const text =
        expression.from === "file"
          ? (this.#files.get(name)?.text ?? this.#world.file(name))
          : this.#world.command(name, (this.#calls += 1)).stdout;
      if (text === undefined) return -1;
      const records = recordsOf(text, this.#scope.text("RS"));
      reader = { records, at: 0 };
      this.#readers.set(key, reader);
    }
    const record = reader.records[reader.at];
    if (record === undefined) return 0;
    reader.at += 1;
    if (expression.from === "command") this.#scope.set("NR", this.#scope.number("NR") + 1);
    take(record);
    return 1;
  }

  #call(name: string, args: readonly AwkExpression[]): AwkValue {
    const own = this.#program.functions.get(name);
    return own === undefined ? callFunction(name, args, this.#machine) : this.#callOwn(own, args);
  }

  #callOwn(own: AwkFunction, args: readonly AwkExpression[]): AwkValue {
    const bind = new Map<string, AwkArgument>();
    for (const [index, parameter] of own.parameters.entries()) {
      const arg = args[index];
      if (arg?.kind === "name") bind.set(parameter, { name: arg.name });
      else bind.set(parameter, { value: arg === undefined ? undefined : this.#value(arg) });
    }
    return this.#scope.call(bind, () => {
      try {
        this.#execute(own.body);
        return undefined;
      } catch (thrown) {
        if (thrown instanceof Leave && thrown.kind === "return") return thrown.value;
        throw thrown;
      }
    });
  }
}

function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw new ShimFault("division by zero", 2);
      return a / b;
    case "%":
      if (b === 0) throw new ShimFault("division by zero in %", 2);
      return a % b;
    default:
      return a ** b;
  }
}
