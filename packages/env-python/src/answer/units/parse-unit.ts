import type { Budget } from "../number/budget.ts";
import {
  integer,
  multiplyRationals,
  one,
  parseDecimal,
  powerRational,
  type Rational,
} from "../number/rational.ts";
import { unitTable } from "./unit-table.ts";

/** A unit of measure, or the word for what was counted. */
export type Unit =
  | {
      readonly kind: "measure";
      /** Base units with their exponents, sorted: `m^2`, `m s^-1`. `any` is what just says "unit". */
      readonly dimension: string;
      readonly factor: Rational;
    }
  | { readonly kind: "noun"; readonly noun: string };

/** Words that can't begin a unit: what follows the number is a sentence. */
const noUnits =
  /^(?:is|are|was|were|be|and|or|but|because|since|if|when|where|which|that|with|for|from|to|by|as|at|has|have|had|so|then|not|no|yes|than|also|would|will|can|does|do|the|this|it|we|i|there|mod|cases?|dozens?|hundreds?|thousands?|millions?|billions?|trillions?)(?!\p{L})/iu;
const noHanUnits = /^(?:是|为|因|所|故|的|不|有|就|则|而|但|也|都|这|那|在|得|即|时候|以)/;

/** Whether a plain word is the name of a unit, in the case that such names are written in. */
export function isKnownUnitWord(word: string): boolean {
  if (word.length < 2) return false;
  if (/^(?:pa|kpa|hz|khz|mhz|kj|kw|kwh)$/i.test(word)) return word !== word.toLowerCase();
  return unitTable.has(word.toLowerCase()) && !/^[A-Z]{2,}$/.test(word);
}

/** Letters that are a unit behind a number and a space: `5 m`. */
export const letterUnits: ReadonlySet<string> = new Set("msghLltNJWVAK".split(""));

/**
 * What the words behind a number mean: `cm^2`, `square metres`, `km / h`, `千米每小时`, `apples`;
 * `undefined` when they are no unit but the rest of a sentence.
 */
export function parseUnit(text: string, budget: Budget): Unit | undefined {
  const words = text.trim().replaceAll(/[{}]/g, "").replaceAll(/\s+/g, " ").replace(/[.,]$/, "");
  if (words === "" || words.length > 60) return undefined;
  const measure = parseMeasure(words, budget);
  if (measure !== undefined) return measure;
  if (noUnits.test(words) || noHanUnits.test(words)) return undefined;
  if (/^[\p{Script=Han}]{1,8}$/u.test(words)) {
    const counter = [2, 1].find((length) => unitTable.has(words.slice(0, length)));
    // `个苹果`: a counter and its noun; `元钱`: a measure and a filler.
    return counter === undefined
      ? { kind: "noun", noun: words }
      : parseMeasure(words.slice(0, counter), budget);
  }
  if (!/^[\p{L}][\p{L}'-]*(?: [\p{L}][\p{L}'-]*){0,4}$/u.test(words)) return undefined;
  const [first = "", ...rest] = words.toLowerCase().split(" ");
  const known = rest.length > 0 ? parseMeasure(first, budget) : undefined;
  return known ?? { kind: "noun", noun: singular(first) };
}

function singular(noun: string): string {
  if (noun.endsWith("ies")) return `${noun.slice(0, -3)}y`;
  if (/(?:s|x|ch|sh)es$/.test(noun)) return noun.slice(0, -2);
  return noun.length > 3 && noun.endsWith("s") && !noun.endsWith("ss") ? noun.slice(0, -1) : noun;
}

function parseMeasure(words: string, budget: Budget): Unit | undefined {
  const [top = "", ...bottoms] = words
    .replaceAll(/(?:^| )per /gi, "/")
    .replaceAll("每", "/")
    .split("/");
  const exponents = new Map<string, number>();
  let factor = one;
  for (const [index, part] of [top, ...bottoms].entries()) {
    const parsed = parseProduct(part, budget);
    if (parsed === undefined) return undefined;
    const sign = index === 0 ? 1 : -1;
    const power = powerRational(parsed.factor, BigInt(sign), budget) ?? one;
    factor = multiplyRationals(factor, power, budget);
    for (const [base, exponent] of parsed.exponents) {
      exponents.set(base, (exponents.get(base) ?? 0) + sign * exponent);
    }
  }
  const dimension = [...exponents]
    .filter(([, exponent]) => exponent !== 0)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([base, exponent]) => (exponent === 1 ? base : `${base}^${exponent}`))
    .join(" ");
  return { kind: "measure", dimension: dimension.startsWith("any") ? "any" : dimension, factor };
}

interface Product {
  readonly exponents: ReadonlyMap<string, number>;
  readonly factor: Rational;
}

function parseProduct(text: string, budget: Budget): Product | undefined {
  const exponents = new Map<string, number>();
  let factor = one;
  // "square metres" and "metres squared" become metres^2.
  const factors = text
    .trim()
    .replaceAll(/\b(?:square|sq\.?) ?(\p{L}+)/giu, "$1^2")
    .replaceAll(/\bcubic (\p{L}+)/giu, "$1^3")
    .replaceAll(/(\p{L}+) squared\b/giu, "$1^2")
    .replaceAll(/(\p{L}+) cubed\b/giu, "$1^3")
    .replaceAll(/平方(\p{Script=Han}+)/gu, "$1^2")
    .replaceAll(/立方(\p{Script=Han}+)/gu, "$1^3")
    .replaceAll(/\s*\^\s*/g, "^")
    .split(/[\s*]+/);
  if (factors.length > 6) return undefined;
  for (const written of factors) {
    const [, name = "", power = "1"] = /^([^^\d]+)\^?\(?(-?\d)?\)?$/.exec(written) ?? [];
    const unit = unitTable.get(name) ?? unitTable.get(name.toLowerCase());
    if (unit === undefined) return undefined;
    const exponent = Number(power);
    const scale = powerRational(parseDecimal(unit.factor, budget), BigInt(exponent), budget);
    factor = multiplyRationals(factor, scale ?? integer(1), budget);
    for (const base of unit.dimension.split(" ")) {
      const [symbol = "", own = "1"] = base.split("^");
      exponents.set(symbol, (exponents.get(symbol) ?? 0) + Number(own) * exponent);
    }
  }
  return { exponents, factor };
}
