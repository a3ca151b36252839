import { compilePattern, escapeLiteral } from "../posix-pattern.ts";
import { ShimFault } from "../shim.ts";
import type { AwkValue } from "./awk-values.ts";
import { compareValues, formatText, fromInput, isTrue, toNumber, toText } from "./awk-values.ts";
import { unescape } from "./lex-awk.ts";
import type { AwkExpression, AwkFunction, AwkProgram, AwkRule, AwkStatement } from "./parse-awk.ts";

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

type AwkArray = Map<string, AwkValue>;
type Frame = Map<string, AwkValue | AwkArray>;

class Leave {
  readonly kind: "next" | "nextfile" | "exit" | "break" | "continue" | "return";
  readonly value: AwkValue;

  constructor(kind: Leave["kind"], value?: AwkValue) {
    this.kind = kind;
    this.value = value;
  }
}

const mostDepth = 500;
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
  readonly #globals: Frame = new Map();
  readonly #frames: Frame[] = [];
  readonly #ranges = new Set<AwkRule>();
  readonly #patterns = new Map<string, RegExp>();
  readonly #output: string[] = [];
  readonly #errors: string[] = [];
  readonly #files = new Map<string, { text: string; append: boolean }>();
  readonly #pipes = new Map<string, string>();
  readonly #readers = new Map<string, { readonly records: readonly string[]; at: number }>();
  #fields: AwkValue[] = [];
  #record = "";
  #recordStale = false;
  #calls = 0;
  #operand = 1;
  #input: { rest: string; readonly name: string } | undefined;
  #opened = false;
  #exitCode = 0;
  #seed = 0;
  #state = 1;

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
    for (const [name, value] of Object.entries(defaults)) this.#globals.set(name, value);
    const args = new Map<string, AwkValue>([["0", "awk"]]);
    for (const [index, operand] of options.operands.entries())
      args.set(String(index + 1), fromInput(operand));
    this.#globals.set("ARGV", args);
    const env = Object.entries(options.env).map(
      ([name, value]) => [name, fromInput(value)] as const,
    );
    this.#globals.set("ENVIRON", new Map(env));
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
      if (!this.#ended) for (const rule of rules) if (rule.when === "END") this.#body(rule);
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

  /** `exit` inside END ends for good; before it, END still runs. */
  #ended = false;

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
    if (rule.body === undefined) this.#print(this.#wholeRecord() + this.#text("ORS"));
    else this.#execute(rule.body);
  }

  // Input

  #nextRecord(into?: (text: string) => void): boolean {
    for (;;) {
      if (this.#input === undefined && !this.#open()) return false;
      const input = this.#input;
      if (input === undefined) return false;
      const taken = this.#split(input.rest);
      if (taken === undefined) {
        this.#input = undefined;
        continue;
      }
      input.rest = taken.rest;
      this.#globals.set("NR", this.#number("NR") + 1);
      this.#globals.set("FNR", this.#number("FNR") + 1);
      if (into === undefined) this.#setRecord(taken.record);
      else into(taken.record);
      return true;
    }
  }

  #open(): boolean {
    const args = this.#array("ARGV");
    for (; this.#operand < this.#number("ARGC");) {
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
    this.#globals.set("FILENAME", name);
    this.#globals.set("FNR", 0);
  }

  /** The next record of a text, and what is left; nothing at its end. */
  #split(text: string): { readonly record: string; readonly rest: string } | undefined {
    const rs = this.#text("RS");
    if (rs === "") {
      const start = /^\n+/u.exec(text)?.[0].length ?? 0;
      if (start === text.length) return undefined;
      const rest = text.slice(start);
      const end = rest.search(/\n\n+/u);
      if (end < 0) return { record: rest.replace(/\n$/u, ""), rest: "" };
      return { record: rest.slice(0, end), rest: rest.slice(end) };
    }
    if (text === "") return undefined;
    if (rs.length === 1) {
      const end = text.indexOf(rs);
      if (end >= 0) return { record: text.slice(0, end), rest: text.slice(end + 1) };
      return { record: rs === "\n" ? text : text.replace(/\n$/u, ""), rest: "" };
    }
    const match = this.#pattern(rs).exec(text);
    if (match === null || match[0] === "") return { record: text.replace(/\n$/u, ""), rest: "" };
    return { record: text.slice(0, match.index), rest: text.slice(match.index + match[0].length) };
  }

  #setRecord(text: string): void {
    this.#record = text;
    this.#recordStale = false;
    this.#fields = this.#splitFields(text, this.#text("FS")).map(fromInput);
    this.#globals.set("NF", this.#fields.length);
  }

  #splitFields(text: string, fs: string): readonly string[] {
    if (text === "") return [];
    const lines = this.#text("RS") === "" && fs !== " ";
    if (fs === " ") return text.split(/[ \t\n]+/u).filter((field) => field !== "");
    if (fs === "") return Array.from(text);
    if (lines)
      return text.split(
        fs.length === 1 ? new RegExp(`${escapeLiteral(fs)}|\n`, "u") : this.#pattern(`${fs}|\n`),
      );
    if (fs.length === 1 && fs !== "|" && fs !== "\\") return text.split(fs === "\t" ? "\t" : fs);
    return fs.length === 1 ? text.split(fs) : withoutGroups(text, this.#pattern(fs));
  }

  #wholeRecord(): string {
    if (this.#recordStale) {
      const format = this.#text("CONVFMT");
      this.#record = Array.from(this.#fields, (field) => toText(field, format)).join(
        this.#text("OFS"),
      );
      this.#recordStale = false;
    }
    return this.#record;
  }

  #field(index: number): AwkValue {
    if (index === 0) return fromInput(this.#wholeRecord());
    if (index < 0) throw new ShimFault(`trying to access out of range field ${String(index)}`, 2);
    return this.#fields[index - 1] ?? (index <= this.#fields.length ? "" : undefined);
  }

  #setField(index: number, value: AwkValue): void {
    if (index === 0) {
      this.#setRecord(toText(value, this.#text("CONVFMT")));
      return;
    }
    while (this.#fields.length < index - 1) this.#fields.push("");
    this.#fields[index - 1] = value;
    this.#globals.set("NF", this.#fields.length);
    this.#recordStale = true;
  }

  // Names

  #frameOf(name: string): Frame {
    const frame = this.#frames.at(-1);
    return frame?.has(name) === true ? frame : this.#globals;
  }

  #get(name: string): AwkValue {
    const value = this.#frameOf(name).get(name);
    if (value instanceof Map) throw new ShimFault(`can't use array ${name} in scalar context`, 2);
    return value;
  }

  #set(name: string, value: AwkValue): void {
    this.#frameOf(name).set(name, value);
    if (name !== "NF") return;
    const count = Math.max(0, Math.trunc(toNumber(value)));
    this.#fields.length = Math.min(this.#fields.length, count);
    while (this.#fields.length < count) this.#fields.push("");
    this.#recordStale = true;
  }

  #array(name: string): AwkArray {
    const frame = this.#frameOf(name);
    const value = frame.get(name);
    if (value instanceof Map) return value;
    if (value !== undefined) throw new ShimFault(`can't use scalar ${name} as array`, 2);
    const array: AwkArray = new Map();
    frame.set(name, array);
    return array;
  }

  #text(name: string): string {
    return toText(this.#get(name), "%.6g");
  }

  #number(name: string): number {
    return toNumber(this.#get(name));
  }

  #key(subscripts: readonly AwkExpression[]): string {
    const format = this.#text("CONVFMT");
    return subscripts.map((one) => toText(this.#value(one), format)).join(this.#text("SUBSEP"));
  }

  #pattern(source: string, flags = ""): RegExp {
    const key = `${flags}/${source}`;
    const known = this.#patterns.get(key);
    if (known !== undefined) return known;
    const pattern = compilePattern(source, { syntax: "extended", flags });
    this.#patterns.set(key, pattern);
    return pattern;
  }

  #patternOf(expression: AwkExpression, flags = ""): RegExp {
    if (expression.kind === "regex") return this.#pattern(expression.source, flags);
    return this.#pattern(this.#string(expression), flags);
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
        for (const key of Array.from(this.#array(statement.array).keys())) {
          this.#set(statement.name, fromInput(key));
          if (this.#loop(statement.body)) return;
        }
        return;
      case "print":
      case "printf":
        this.#write(statement);
        return;
      case "delete":
        if (statement.subscripts.length === 0) this.#array(statement.name).clear();
        else this.#array(statement.name).delete(this.#key(statement.subscripts));
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
      text = formatText(toText(format, this.#text("CONVFMT")), values, this.#text("CONVFMT"));
    } else {
      const format = this.#text("OFMT");
      const parts = args.map((one) => toText(this.#value(one), format));
      text =
        (args.length === 0 ? this.#wholeRecord() : parts.join(this.#text("OFS"))) +
        this.#text("ORS");
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
    return toText(this.#value(expression), this.#text("CONVFMT"));
  }

  #value(expression: AwkExpression): AwkValue {
    switch (expression.kind) {
      case "number":
      case "string":
        return expression.value;
      case "regex":
        return this.#pattern(expression.source).test(this.#wholeRecord()) ? 1 : 0;
      case "name":
        return this.#get(expression.name);
      case "element": {
        const array = this.#array(expression.name);
        const key = this.#key(expression.subscripts);
        // To look at an element makes it.
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case "field":
        return this.#field(Math.trunc(toNumber(this.#value(expression.index))));
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
        return this.#array(expression.array).has(this.#key(expression.subscripts)) ? 1 : 0;
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
      this.#setField(index, value);
      return value;
    }
    const value = compute();
    if (target.kind === "name") this.#set(target.name, value);
    else if (target.kind === "element")
      this.#array(target.name).set(this.#key(target.subscripts), value);
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
      const order = compareValues(a, b, this.#text("CONVFMT"));
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
      if (target === undefined) this.#setRecord(text);
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
      const records: string[] = [];
      for (let rest = this.#split(text); rest !== undefined; rest = this.#split(rest.rest))
        records.push(rest.record);
      reader = { records, at: 0 };
      this.#readers.set(key, reader);
    }
    const record = reader.records[reader.at];
    if (record === undefined) return 0;
    reader.at += 1;
    if (expression.from === "command") this.#globals.set("NR", this.#number("NR") + 1);
    take(record);
    return 1;
  }

  #call(name: string, args: readonly AwkExpression[]): AwkValue {
    const own = this.#program.functions.get(name);
    if (own !== undefined) return this.#callOwn(own, args);
    const text = (index: number): string => {
      const arg = args[index];
      return arg === undefined ? "" : this.#string(arg);
    };
    const number = (index: number): number => {
      const arg = args[index];
      return arg === undefined ? 0 : toNumber(this.#value(arg));
    };
    switch (name) {
      case "length": {
        const [arg] = args;
        if (arg?.kind === "name" && this.#frameOf(arg.name).get(arg.name) instanceof Map)
          return this.#array(arg.name).size;
        return Array.from(arg === undefined ? this.#wholeRecord() : this.#string(arg)).length;
      }
      case "substr": {
        const chars = Array.from(text(0));
        const start = Math.round(number(1));
        const end = args[2] === undefined ? Infinity : start + Math.round(number(2));
        return chars.slice(Math.max(start, 1) - 1, Math.max(end - 1, 0)).join("");
      }
      case "index": {
        const before = text(0).indexOf(text(1));
        return before < 0 ? 0 : Array.from(text(0).slice(0, before)).length + 1;
      }
      case "split":
        return this.#splitInto(args, text(0));
      case "sub":
      case "gsub":
        return this.#replace(args, name === "gsub");
      case "gensub":
        return this.#gensub(args, text);
      case "match":
        return this.#matchInto(args, text(0));
      case "sprintf": {
        const [format, ...values] = args.map((one) => this.#value(one));
        return formatText(toText(format, "%.6g"), values, this.#text("CONVFMT"));
      }
      case "tolower":
        return text(0).toLowerCase();
      case "toupper":
        return text(0).toUpperCase();
      case "int":
        return Math.trunc(number(0));
      case "sqrt":
      case "exp":
      case "log":
      case "sin":
      case "cos":
        return Math[name](number(0));
      case "atan2":
        return Math.atan2(number(0), number(1));
      case "rand":
        this.#state = (this.#state * 1103515245 + 12345) % 2147483648;
        return this.#state / 2147483648;
      case "srand": {
        const before = this.#seed;
        this.#seed = args.length === 0 ? this.#world.now : number(0);
        this.#state = Math.abs(Math.trunc(this.#seed)) % 2147483648;
        return before;
      }
      case "systime":
        return this.#world.now;
      case "system": {
        const result = this.#world.command(text(0), (this.#calls += 1));
        this.#print(result.stdout);
        return result.exitCode;
      }
      case "close": {
        const target = text(0);
        const known =
          this.#readers.delete(`file ${target}`) || this.#readers.delete(`command ${target}`);
        return known || this.#files.has(target) || this.#pipes.has(target) ? 0 : -1;
      }
      case "fflush":
        return 0;
      case "asort":
      case "asorti":
        return this.#sortInto(args, name === "asorti");
      default:
        throw new ShimFault(`function ${name} never defined`, 2);
    }
  }

  #callOwn(own: AwkFunction, args: readonly AwkExpression[]): AwkValue {
    if (this.#frames.length >= mostDepth) throw new ShimFault("function call nesting too deep", 2);
    const frame: Frame = new Map();
    const made: (readonly [string, string])[] = [];
    for (const [index, parameter] of own.parameters.entries()) {
      const arg = args[index];
      if (arg === undefined) frame.set(parameter, undefined);
      else if (arg.kind === "name") {
        // An unknown name may turn out to be an array: then it is the caller's too.
        const value = this.#frameOf(arg.name).get(arg.name);
        frame.set(parameter, value);
        if (value === undefined) made.push([parameter, arg.name]);
      } else frame.set(parameter, this.#value(arg));
    }
    this.#frames.push(frame);
    try {
      this.#execute(own.body);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof Leave && thrown.kind === "return") return thrown.value;
      throw thrown;
    } finally {
      this.#frames.pop();
      for (const [parameter, name] of made) {
        const value = frame.get(parameter);
        if (value instanceof Map) this.#frameOf(name).set(name, value);
      }
    }
  }

  #splitInto(args: readonly AwkExpression[], text: string): number {
    const [, into, by] = args;
    if (into?.kind !== "name") return 0;
    const parts =
      by === undefined
        ? this.#splitFields(text, this.#text("FS"))
        : by.kind === "regex"
          ? text === ""
            ? []
            : withoutGroups(text, this.#pattern(by.source))
          : this.#splitFields(text, this.#string(by));
    const array = this.#array(into.name);
    array.clear();
    for (const [index, part] of parts.entries()) array.set(String(index + 1), fromInput(part));
    return parts.length;
  }

  #replace(args: readonly AwkExpression[], all: boolean): number {
    const [from, to, target = { kind: "field", index: { kind: "number", value: 0 } } as const] =
      args;
    if (from === undefined || to === undefined) return 0;
    const pattern = this.#patternOf(from, "g");
    const replacement = this.#string(to);
    let count = 0;
    const text = this.#string(target);
    pattern.lastIndex = 0;
    const changed = text.replace(pattern, (match) => {
      if (count > 0 && !all) return match;
      count += 1;
      return replacement.replace(/\\\\|\\&|&/gu, (one) => (one === "&" ? match : one.slice(1)));
    });
    if (count > 0) this.#assign(target, () => changed);
    return count;
  }

  #gensub(args: readonly AwkExpression[], text: (index: number) => string): string {
    const [from, , how] = args;
    if (from === undefined || how === undefined) return "";
    const which = this.#string(how);
    const subject = args[3] === undefined ? this.#wholeRecord() : text(3);
    const replacement = text(1);
    let count = 0;
    const pattern = this.#patternOf(from, "g");
    pattern.lastIndex = 0;
    return subject.replace(pattern, (...match: unknown[]) => {
      count += 1;
      if (!/^[gG]/u.test(which) && count !== Math.max(1, Number(which) || 1))
        return match[0] as string;
      return replacement.replace(/\\(\d)|\\&|&|\\\\/gu, (one, digit?: string) => {
        if (one === "&") return match[0] as string;
        if (digit === undefined) return one.slice(1);
        const group = match[Number(digit)];
        return typeof group === "string" ? group : "";
      });
    });
  }

  #matchInto(args: readonly AwkExpression[], text: string): number {
    const [, by, into] = args;
    const match = by === undefined ? null : this.#patternOf(by).exec(text);
    const start = match === null ? 0 : Array.from(text.slice(0, match.index)).length + 1;
    this.#globals.set("RSTART", start);
    this.#globals.set("RLENGTH", match === null ? -1 : Array.from(match[0]).length);
    if (into?.kind === "name") {
      const array = this.#array(into.name);
      array.clear();
      for (const [index, group] of (match ?? []).entries())
        array.set(String(index), fromInput(group));
    }
    return start;
  }

  #sortInto(args: readonly AwkExpression[], byKey: boolean): number {
    const [from, to = from] = args;
    if (from?.kind !== "name" || to?.kind !== "name") return 0;
    const source = this.#array(from.name);
    const values = byKey ? [...source.keys()].map((key): AwkValue => key) : [...source.values()];
    const sorted = values.toSorted((a, b) => compareValues(a, b, this.#text("CONVFMT")));
    const target = this.#array(to.name);
    target.clear();
    for (const [index, value] of sorted.entries()) target.set(String(index + 1), value);
    return sorted.length;
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

/** `split` of JavaScript puts what groups matched between the parts. */
function withoutGroups(text: string, pattern: RegExp): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(
    new RegExp(pattern.source, `${pattern.flags.replace("g", "")}g`),
  )) {
    if (match[0] === "") continue;
    parts.push(text.slice(start, match.index));
    start = match.index + match[0].length;
  }
  return [...parts, text.slice(start)];
}
