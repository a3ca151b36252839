import { InvalidArgumentError } from "commander";

/** A whole number of at least `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= minimum) return value;
    throw new InvalidArgumentError(`Give a whole number of at least ${minimum}.`);
  };
}

/** A number from `minimum` to `maximum`, both included. */
export function numberWithin(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(
      maximum === Infinity
        ? `Give a number of at least ${minimum}.`
        : `Give a number from ${minimum} to ${maximum}.`,
    );
  };
}

/** The text of a JSON object. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new InvalidArgumentError('Give a JSON object, as in {"top_k": 20}.');
}

/**
 * Gathers `path=value` flags into one object: `a.b=1` sets `b` of `a`. A value that is JSON is read as
 * such, any other is a text; so is a number that is not written in its shortest form (`1.0`).
 */
export function assignment(
  text: string,
  gathered: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const equals = text.indexOf("=");
  const path = text.slice(0, Math.max(0, equals)).split(".");
  if (equals < 1 || path.some((name) => name === "" || name === "__proto__")) {
    throw new InvalidArgumentError("Give path=value, as in outputLimit=4000.");
  }
  return assign(gathered, path, readValue(text.slice(equals + 1)));
}

function assign(
  target: Readonly<Record<string, unknown>>,
  [name = "", ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (rest.length === 0) return { ...target, [name]: value };
  const inner = target[name];
  const object = typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...target, [name]: assign(object as Record<string, unknown>, rest, value) };
}

function readValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // What the number would not be written as again may be a text: a version, a code.
    return typeof value === "number" && String(value) !== text ? text : value;
  } catch {
    return text;
  }
}

/** Gathers names, several to a flag with commas between them. */
export function commaList(text: string, gathered: readonly string[] = []): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("Give names with commas between them.");
  return [...gathered, ...names];
}

/** Gathers words as they come, for a flag that takes several. */
export function words(text: string, gathered: readonly string[] = []): readonly string[] {
  return [...gathered, text];
}

/** A time in seconds, above 0: a number of them, or one with its unit: `90`, `90s`, `45m`, `2h`. */
export function seconds(text: string): number {
  const [, digits = "", unit = "s"] = /^(\d+(?:\.\d+)?|\.\d+)\s*([smh])?$/.exec(text.trim()) ?? [];
  const value = digits === "" ? 0 : Number(digits) * (unitSeconds[unit] ?? 1);
  if (value > 0 && value <= longestSeconds) return value;
  throw new InvalidArgumentError("Give a time above 0, as in 90, 90s, 45m or 2h.");
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
const longestSeconds = 1e8;

/** Gathers `field=column` flags into one object. */
export function renaming(
  text: string,
  gathered: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, field = "", column = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (field === "" || field === "__proto__") {
    throw new InvalidArgumentError("Give field=column, as in question=problem.");
  }
  return { ...gathered, [field]: column };
}

/** Gathers `rule=reason` flags: a rule's name may hold no equals sign, a reason may. */
export function reasonedSkip(
  text: string,
  gathered: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, rule = "", reason = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (rule === "" || rule === "__proto__") {
    throw new InvalidArgumentError("Give rule=reason: the rule as check names it.");
  }
  return { ...gathered, [rule.trim()]: reason.trim() };
}
