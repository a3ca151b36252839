/** Text from outside that looks like a number: it compares as one. */
class NumericText {
  readonly text: string;
  readonly value: number;

  constructor(text: string, value: number) {
    this.text = text;
    this.value = value;
  }
}

/** How numbers become text, unless a program says otherwise. */
export const defaultFormat = "%.6g";

export type AwkValue = number | string | NumericText | undefined;

const numeral = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/u;
const wholeNumeral = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/u;

/** What was read: a number too, if it looks like one. */
export function fromInput(text: string): AwkValue {
  return wholeNumeral.test(text) ? new NumericText(text, Number(text)) : text;
}

export function toNumber(value: AwkValue): number {
  if (typeof value === "number") return value;
  if (value === undefined) return 0;
  if (value instanceof NumericText) return value.value;
  return Number(numeral.exec(value)?.[0] ?? 0);
}

export function toText(value: AwkValue, format: string): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (value instanceof NumericText) return value.text;
  return numberText(value, format);
}

function numberText(value: number, format: string): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return formatText(format, [value], format);
}

export function isTrue(value: AwkValue): boolean {
  if (typeof value === "number") return value !== 0;
  if (value instanceof NumericText) return value.value !== 0;
  return value !== undefined && value !== "";
}

/** Numbers by value, and anything else as text. */
export function compareValues(a: AwkValue, b: AwkValue, format: string): number {
  if (typeof a !== "string" && typeof b !== "string") return toNumber(a) - toNumber(b);
  const [x, y] = [toText(a, format), toText(b, format)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `printf` of awk and the shell's kin. */
export function formatText(format: string, args: readonly AwkValue[], numbers: string): string {
  let next = 0;
  const take = (): AwkValue => args[next++];
  return format.replace(
    /%(?:%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q|j|z|t)?([a-zA-Z]))/gu,
    (whole, flags?: string, width?: string, precision?: string, letter?: string) => {
      if (letter === undefined) return "%";
      let signs = flags ?? "";
      let wide = width === "*" ? Math.trunc(toNumber(take())) : Number(width ?? 0);
      if (wide < 0) {
        signs += "-";
        wide = -wide;
      }
      const exact =
        precision === "*"
          ? Math.trunc(toNumber(take()))
          : precision === undefined
            ? undefined
            : Number(precision);
      const value = letter === "%" ? undefined : take();
      const text = convert(letter, value, { signs, exact, numbers });
      if (text === undefined) return whole;
      return pad(text, {
        signs,
        wide,
        zeros:
          letter !== "s" && letter !== "c" && (exact === undefined || !/[dioxXu]/u.test(letter)),
      });
    },
  );
}

function pad(
  text: string,
  how: { readonly signs: string; readonly wide: number; readonly zeros: boolean },
): string {
  const missing = how.wide - Array.from(text).length;
  if (missing <= 0) return text;
  if (how.signs.includes("-")) return text + " ".repeat(missing);
  if (!how.signs.includes("0") || !how.zeros) return " ".repeat(missing) + text;
  const sign = /^[-+ ]?(?:0[xX])?/u.exec(text)?.[0] ?? "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

function convert(
  letter: string,
  value: AwkValue,
  how: { readonly signs: string; readonly exact: number | undefined; readonly numbers: string },
): string | undefined {
  const plus = (text: string): string => {
    if (text.startsWith("-")) return text;
    return how.signs.includes("+") ? `+${text}` : how.signs.includes(" ") ? ` ${text}` : text;
  };
  switch (letter) {
    case "s": {
      const text = toText(value, how.numbers);
      return how.exact === undefined ? text : Array.from(text).slice(0, how.exact).join("");
    }
    case "c":
      if (typeof value === "string") return Array.from(value)[0] ?? "";
      if (value instanceof NumericText) return Array.from(value.text)[0] ?? "";
      return value === undefined ? "" : String.fromCodePoint(Math.trunc(value) % 0x110000);
    case "d":
    case "i":
    case "u":
      return plus(integer(Math.trunc(toNumber(value)), 10, how.exact));
    case "o":
      return integer(Math.trunc(toNumber(value)), 8, how.exact);
    case "x":
    case "X": {
      const digits = integer(Math.trunc(toNumber(value)), 16, how.exact);
      const text = how.signs.includes("#") ? `0x${digits}` : digits;
      return letter === "X" ? text.toUpperCase() : text;
    }
    case "f":
    case "F":
      return plus(special(toNumber(value)) ?? fixed(toNumber(value), how.exact ?? 6));
    case "e":
    case "E":
    case "g":
    case "G": {
      const number = toNumber(value);
      const text =
        special(number) ??
        (letter.toLowerCase() === "e"
          ? exponent(number.toExponential(how.exact ?? 6))
          : general(number, how.exact ?? 6, how.signs.includes("#")));
      return plus(letter === letter.toUpperCase() ? text.toUpperCase() : text);
    }
    default:
      return undefined;
  }
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return "nan";
  return Number.isFinite(value) ? undefined : value > 0 ? "inf" : "-inf";
}

function integer(value: number, base: number, exact: number | undefined): string {
  if (!Number.isFinite(value)) return special(value) ?? "";
  const big = BigInt(value);
  const digits = (big < 0n ? -big : big).toString(base).padStart(exact ?? 1, "0");
  return big < 0n ? `-${digits}` : digits;
}

/** `toFixed` gives up at 1e21. */
function fixed(value: number, digits: number): string {
  if (Math.abs(value) < 1e21) return value.toFixed(Math.min(digits, 100));
  return BigInt(Math.trunc(value)).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
}

/** C writes at least two digits of an exponent. */
function exponent(text: string): string {
  return text.replace(/e([-+])(\d)$/u, "e$10$2");
}

function general(value: number, precision: number, keepZeros: boolean): string {
  const digits = Math.max(precision, 1);
  if (value === 0) return "0";
  const power = Number(value.toExponential(digits - 1).split("e")[1]);
  const text =
    power < -4 || power >= digits
      ? exponent(value.toExponential(digits - 1))
      : value.toFixed(Math.min(Math.max(digits - 1 - power, 0), 100));
  if (keepZeros || !text.includes(".")) return text;
  return text.replace(/\.?0+(?=e|$)/u, "");
}
