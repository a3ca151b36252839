import { ShimFault } from "./shim.ts";

export interface ParsedOptions {
  readonly operands: readonly string[];
  /** Whether an option was given. */
  readonly has: (letter: string) => boolean;
  /** The last value of an option; empty where an optional one was left out. */
  readonly value: (letter: string) => string | undefined;
  /** All values of an option, in order. */
  readonly values: (letter: string) => readonly string[];
  /** Every option in the order given. */
  readonly given: readonly (readonly [string, string])[];
}

export interface OptionRules {
  /** As getopt takes them: a letter, `:` after one with a value, `::` after one whose value is attached or absent. */
  readonly short: string;
  /** Long names, each for a letter; one letter may be a made-up one that has no short form. */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand. */
  readonly strict?: boolean;
  /** `-5` stands for this option with that value. */
  readonly number?: string;
  readonly exitCode?: number;
}

/**
 * Reads a command line as GNU programs do.
 *
 * @throws ShimFault for an option that is not known, or without its value.
 */
export function parseOptions(args: readonly string[], rules: OptionRules): ParsedOptions {
  const arity = new Map<string, number>();
  for (const [, letter = "", colons = ""] of rules.short.matchAll(/([^:])(:{0,2})/gu)) {
    arity.set(letter, colons.length);
  }
  const given: [string, string][] = [];
  const operands: string[] = [];
  const fault = (message: string): ShimFault => new ShimFault(message, rules.exitCode ?? 1);
  let index = 0;
  const takeNext = (what: string): string => {
    index += 1;
    const next = args[index];
    if (next === undefined) throw fault(`option requires an argument -- '${what}'`);
    return next;
  };
  const long = (text: string): void => {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.slice(0, equals);
    const names = Object.keys(rules.long ?? {}).filter((known) => known.startsWith(name));
    const exact = names.includes(name) ? name : names.length === 1 ? names[0] : undefined;
    const letter = exact === undefined ? undefined : rules.long?.[exact];
    if (letter === undefined) throw fault(`unrecognized option '--${name}'`);
    if (equals >= 0) given.push([letter, text.slice(equals + 1)]);
    else given.push([letter, arity.get(letter) === 1 ? takeNext(name) : ""]);
  };
  const bundle = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) {
      const letter = text[at] ?? "";
      const count = arity.get(letter);
      if (count === undefined) throw fault(`invalid option -- '${letter}'`);
      const rest = text.slice(at + 1);
      if (count === 0) given.push([letter, ""]);
      else {
        given.push([letter, count === 1 && rest === "" ? takeNext(letter) : rest]);
        return;
      }
    }
  };
  for (; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (word === "--") {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (word.startsWith("--")) long(word.slice(2));
    else if (rules.number !== undefined && /^-\d+$/u.test(word)) {
      given.push([rules.number, word.slice(1)]);
    } else if (word.startsWith("-") && word !== "-") bundle(word.slice(1));
    else if (rules.strict === true) {
      operands.push(...args.slice(index));
      break;
    } else operands.push(word);
  }
  const values = (letter: string): readonly string[] =>
    given.filter(([name]) => name === letter).map(([, value]) => value);
  return {
    operands,
    given,
    values,
    has: (letter) => given.some(([name]) => name === letter),
    value: (letter) => values(letter).at(-1),
  };
}
