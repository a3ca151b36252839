import type { Command } from "just-bash";

import { readInputs, toText } from "./input.ts";
import { parseOptions } from "./parse-options.ts";
import { shim, ShimFault } from "./shim.ts";

/** A decimal number: `digits` / 10 ** `scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const mostDigits = 100_000;

/** `bc`, for arithmetic: numbers of any size, variables, comparisons, `scale`, `sqrt`, `length`. */
export const bc: Command = shim("bc", "text", async (args, context, output) => {
  const options = parseOptions(args, {
    short: "lqsiw",
    long: { mathlib: "l", quiet: "q", standard: "s", warn: "w", interactive: "i" },
  });
  const inputs =
    options.operands.length === 0 ? [] : await readInputs(options.operands, context, output);
  const [stdin] = await readInputs([], context, output);
  const source = [...inputs, ...(stdin === undefined ? [] : [stdin])]
    .map(({ bytes }) => toText(bytes))
    .join("\n");
  const calculator = new Calculator(options.has("l") ? 20 : 0, options.has("l"));
  const text = source
    .replace(/\/\*[^]*?\*\//gu, " ")
    .replace(/\\\n/gu, "")
    .replace(/#[^\n]*/gu, "");
  for (const statement of text.split(/[\n;]/u).map((part) => part.trim())) {
    if (statement === "") continue;
    if (statement === "quit" || statement === "halt") return;
    try {
      const line = calculator.run(statement);
      if (line !== undefined) output.write(line);
    } catch (error) {
      if (!(error instanceof ShimFault)) throw error;
      output.relay({ stdout: "", stderr: `${error.message}\n` });
    }
  }
});

class Calculator {
  readonly #variables = new Map<string, Decimal>();
  readonly #mathlib: boolean;
  #tokens: readonly string[] = [];
  #at = 0;

  constructor(scale: number, mathlib: boolean) {
    this.#mathlib = mathlib;
    this.#variables.set("scale", { digits: BigInt(scale), scale: 0 });
  }

  run(statement: string): string | undefined {
    const text = /^"([^"]*)"$/u.exec(statement);
    if (text !== null) return text[1] ?? "";
    const printed = /^print\s+(.*)$/u.exec(statement);
    if (printed !== null) {
      return (printed[1] ?? "")
        .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/u)
        .map(
          (part) =>
            /^\s*"([^"]*)"\s*$/u.exec(part)?.[1]?.replaceAll("\\n", "\n") ??
            show(this.#evaluate(part)),
        )
        .join("");
    }
    const value = this.#evaluate(statement);
    const assigned = /^[a-z]\w*\s*(?:[-+*/%^]?=)(?!=)/u.test(statement);
    return assigned ? undefined : `${this.#based(value)}\n`;
  }

  #evaluate(text: string): Decimal {
    this.#tokens =
      text.match(
        /\d+\.?\d*|\.\d+|[A-F][0-9A-F]*|[a-z]\w*|[-+*/%^]=|[<>=!]=|\+\+|--|&&|\|\||[-+*/%^()<>=!]|\S/gu,
      ) ?? [];
    this.#at = 0;
    const value = this.#or();
    if (this.#at < this.#tokens.length) throw new ShimFault("(standard_in) 1: syntax error");
    return value;
  }

  #based(value: Decimal): string {
    const base = Number(this.#get("obase").digits);
    if (base < 2 || base > 36 || base === 10) return show(value);
    const whole = value.digits / 10n ** BigInt(value.scale);
    return whole.toString(base).toUpperCase();
  }

  #get(name: string): Decimal {
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    return name === "obase" || name === "ibase"
      ? { digits: 10n, scale: 0 }
      : { digits: 0n, scale: 0 };
  }

  get #scale(): number {
    return Number(this.#get("scale").digits);
  }

  #take(...texts: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !texts.includes(token)) return undefined;
    this.#at += 1;
    return token;
  }

  #or(): Decimal {
    let left = this.#and();
    while (this.#take("||") !== undefined) {
      const right = this.#and();
      left = truth(left.digits !== 0n || right.digits !== 0n);
    }
    return left;
  }

  #and(): Decimal {
    let left = this.#comparison();
    while (this.#take("&&") !== undefined) {
      const right = this.#comparison();
      left = truth(left.digits !== 0n && right.digits !== 0n);
    }
    return left;
  }

  #comparison(): Decimal {
    let left = this.#sum();
    for (;;) {
      const operator = this.#take("<", "<=", ">", ">=", "==", "!=");
      if (operator === undefined) return left;
      const [a, b] = align(left, this.#sum());
      const order = a < b ? -1 : a > b ? 1 : 0;
      left = truth(
        {
          "<": order < 0,
          "<=": order <= 0,
          ">": order > 0,
          ">=": order >= 0,
          "==": order === 0,
          "!=": order !== 0,
        }[operator] ?? false,
      );
    }
  }

  #sum(): Decimal {
    let left = this.#product();
    for (;;) {
      const operator = this.#take("+", "-");
      if (operator === undefined) return left;
      left = add(left, this.#product(), operator === "-" ? -1n : 1n);
    }
  }

  #product(): Decimal {
    let left = this.#unary();
    for (;;) {
      const operator = this.#take("*", "/", "%");
      if (operator === undefined) return left;
      left = this.#combine(operator, left, this.#unary());
    }
  }

  #combine(operator: string, a: Decimal, b: Decimal): Decimal {
    if (operator === "+" || operator === "-") return add(a, b, operator === "-" ? -1n : 1n);
    if (operator === "*") {
      const exact = { digits: a.digits * b.digits, scale: a.scale + b.scale };
      return rescale(exact, Math.min(exact.scale, Math.max(this.#scale, a.scale, b.scale)));
    }
    if (operator === "^") return this.#power(a, b);
    if (b.digits === 0n) throw new ShimFault("Runtime error (func=(main), adr=3): Divide by zero");
    if (operator === "/") return divide(a, b, this.#scale);
    const scale = Math.max(this.#scale + b.scale, a.scale);
    const quotient = divide(a, b, this.#scale);
    const product = { digits: quotient.digits * b.digits, scale: quotient.scale + b.scale };
    return rescale(add(a, product, -1n), scale);
  }

  #power(a: Decimal, b: Decimal): Decimal {
    const exponent = b.digits / 10n ** BigInt(b.scale);
    const size = exponent < 0n ? -exponent : exponent;
    if (Number(size) * String(a.digits).length > mostDigits)
      throw new ShimFault("Runtime error: exponent too large in raise");
    const raised = { digits: a.digits ** size, scale: a.scale * Number(size) };
    if (exponent < 0n) return divide({ digits: 1n, scale: 0 }, raised, this.#scale);
    return rescale(raised, Math.min(raised.scale, Math.max(this.#scale, a.scale)));
  }

  #unary(): Decimal {
    if (this.#take("-") !== undefined) {
      const value = this.#unary();
      return { digits: -value.digits, scale: value.scale };
    }
    if (this.#take("!") !== undefined) return truth(this.#unary().digits === 0n);
    const base = this.#primary();
    return this.#take("^") === undefined ? base : this.#power(base, this.#unary());
  }

  #primary(): Decimal {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === "(") {
      const value = this.#or();
      if (this.#take(")") === undefined) throw new ShimFault("(standard_in) 1: syntax error");
      return value;
    }
    if (token !== undefined && /^[\d.]/u.test(token)) return this.#literal(token);
    if (token !== undefined && /^[A-F]/u.test(token)) return this.#literal(token);
    if (token === undefined || !/^[a-z]/u.test(token))
      throw new ShimFault("(standard_in) 1: syntax error");
    if (this.#take("(") !== undefined) {
      const argument = this.#or();
      if (this.#take(")") === undefined) throw new ShimFault("(standard_in) 1: syntax error");
      return this.#call(token, argument);
    }
    const assignment = this.#take("=", "+=", "-=", "*=", "/=", "%=", "^=");
    if (assignment !== undefined) {
      const value = this.#or();
      const result =
        assignment === "=" ? value : this.#combine(assignment[0] ?? "+", this.#get(token), value);
      this.#variables.set(token, result);
      return result;
    }
    const step = this.#take("++", "--");
    const value = this.#get(token);
    if (step !== undefined)
      this.#variables.set(token, add(value, truth(true), step === "++" ? 1n : -1n));
    return value;
  }

  #literal(token: string): Decimal {
    const base = Number(this.#get("ibase").digits);
    if (base !== 10 && !token.includes(".")) {
      let digits = 0n;
      for (const digit of token)
        digits = digits * BigInt(base) + BigInt(Number.parseInt(digit, 36));
      return { digits, scale: 0 };
    }
    const [whole = "", part = ""] = token.split(".");
    return { digits: BigInt(`${whole}${part}` || "0"), scale: part.length };
  }

  #call(name: string, value: Decimal): Decimal {
    if (name === "sqrt") return squareRoot(value, Math.max(this.#scale, value.scale));
    if (name === "length")
      return { digits: BigInt(String(value.digits).replace("-", "").length), scale: 0 };
    if (name === "scale") return { digits: BigInt(value.scale), scale: 0 };
    const real = { s: Math.sin, c: Math.cos, a: Math.atan, l: Math.log, e: Math.exp }[name];
    if (real === undefined || !this.#mathlib)
      throw new ShimFault(`Runtime error (func=(main), adr=3): Function ${name} not defined.`);
    const text = real(Number(show(value))).toFixed(Math.min(this.#scale, 17));
    const [whole = "0", part = ""] = text.split(".");
    return rescale({ digits: BigInt(whole + part), scale: part.length }, this.#scale);
  }
}

function truth(holds: boolean): Decimal {
  return { digits: holds ? 1n : 0n, scale: 0 };
}

function align(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [
    a.digits * 10n ** BigInt(scale - a.scale),
    b.digits * 10n ** BigInt(scale - b.scale),
    scale,
  ];
}

function add(a: Decimal, b: Decimal, sign: bigint): Decimal {
  const [x, y, scale] = align(a, b);
  return { digits: x + sign * y, scale };
}

function rescale(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale)
    return { digits: value.digits * 10n ** BigInt(scale - value.scale), scale };
  return { digits: value.digits / 10n ** BigInt(value.scale - scale), scale };
}

function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  const shift = scale + b.scale - a.scale;
  const digits =
    shift >= 0
      ? (a.digits * 10n ** BigInt(shift)) / b.digits
      : a.digits / 10n ** BigInt(-shift) / b.digits;
  return { digits, scale };
}

function squareRoot(value: Decimal, scale: number): Decimal {
  if (value.digits < 0n)
    throw new ShimFault("Runtime error (func=(main), adr=3): Square root of a negative number");
  const target = rescale(value, scale * 2).digits;
  if (target < 2n) return { digits: target, scale };
  let guess = 1n << BigInt(Math.ceil(target.toString(2).length / 2));
  for (;;) {
    const next = (guess + target / guess) >> 1n;
    if (next >= guess) return { digits: guess, scale };
    guess = next;
  }
}

/** As bc writes it: no zero before the point, and a backslash after 69 characters. */
function show(value: Decimal): string {
  const negative = value.digits < 0n;
  const digits = String(negative ? -value.digits : value.digits).padStart(value.scale + 1, "0");
  const whole = digits.slice(0, digits.length - value.scale);
  const part = value.scale === 0 ? "" : `.${digits.slice(digits.length - value.scale)}`;
  const text = `${negative ? "-" : ""}${whole === "0" && part !== "" ? "" : whole}${part}`;
  if (value.digits === 0n) return "0";
  return text.length < 70 ? text : text.replace(/.{69}(?=.)/gu, "$&\\\n");
}
