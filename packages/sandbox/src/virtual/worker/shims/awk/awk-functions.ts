import { ShimFault } from "../shim.ts";
import type { AwkRandom } from "./awk-random.ts";
import type { AwkRecord } from "./awk-record.ts";
import { awkPattern, splitByPattern } from "./awk-records.ts";
import { generalSubstitute, substitute } from "./awk-replace.ts";
import type { AwkScope } from "./awk-scope.ts";
import type { AwkExpression } from "./awk-syntax.ts";
import type { AwkValue } from "./awk-values.ts";
import {
  compareValues,
  defaultFormat,
  formatText,
  fromInput,
  toNumber,
  toText,
} from "./awk-values.ts";

/** What a function may use of the program that calls it. */
export interface AwkMachine {
  readonly scope: AwkScope;
  readonly record: AwkRecord;
  readonly random: AwkRandom;
  /** In seconds since 1970. */
  readonly now: number;
  readonly value: (expression: AwkExpression) => AwkValue;
  readonly string: (expression: AwkExpression) => string;
  readonly pattern: (expression: AwkExpression, flags?: string) => RegExp;
  readonly assign: (target: AwkExpression, value: AwkValue) => void;
  readonly system: (command: string) => number;
  readonly close: (target: string) => number;
}

type Args = readonly AwkExpression[];
type AwkFunctionBody = (args: Args, machine: AwkMachine) => AwkValue;

const wholeRecord: AwkExpression = { kind: "field", index: { kind: "number", value: 0 } };

function text(args: Args, index: number, machine: AwkMachine): string {
  const arg = args[index];
  return arg === undefined ? "" : machine.string(arg);
}

function number(args: Args, index: number, machine: AwkMachine): number {
  const arg = args[index];
  return arg === undefined ? 0 : toNumber(machine.value(arg));
}

/** Makes an array of values, counted from 1, and says how many. */
function fill(name: string, values: readonly AwkValue[], { scope }: AwkMachine): number {
  const array = scope.array(name);
  array.clear();
  for (const [index, value] of values.entries()) array.set(String(index + 1), value);
  return values.length;
}

function mathematical(compute: (value: number) => number): AwkFunctionBody {
  return (args, machine) => compute(number(args, 0, machine));
}

function replacing(all: boolean): AwkFunctionBody {
  return (args, machine) => {
    const [from, to, target = wholeRecord] = args;
    if (from === undefined || to === undefined) return 0;
    const pattern = machine.pattern(from, "g");
    const replacement = machine.string(to);
    const changed = substitute(machine.string(target), pattern, { replacement, all });
    if (changed.count > 0) machine.assign(target, changed.text);
    return changed.count;
  };
}

function sorting(byKey: boolean): AwkFunctionBody {
  return ([from, to = from], machine) => {
    if (from?.kind !== "name" || to?.kind !== "name") return 0;
    const source = machine.scope.array(from.name);
    const values: AwkValue[] = byKey ? [...source.keys()] : [...source.values()];
    const format = machine.scope.text("CONVFMT");
    values.sort((a, b) => compareValues(a, b, format));
    return fill(to.name, values, machine);
  };
}

const functions: Readonly<Record<string, AwkFunctionBody>> = {
  length: ([arg], machine) => {
    if (arg?.kind === "name" && machine.scope.isArray(arg.name))
      return machine.scope.array(arg.name).size;
    return Array.from(arg === undefined ? machine.record.text : machine.string(arg)).length;
  },
  substr: (args, machine) => {
    const start = Math.round(number(args, 1, machine));
    const end = args[2] === undefined ? Infinity : start + Math.round(number(args, 2, machine));
    const chars = Array.from(text(args, 0, machine));
    return chars.slice(Math.max(start, 1) - 1, Math.max(end - 1, 0)).join("");
  },
  index: (args, machine) => {
    const whole = text(args, 0, machine);
    const before = whole.indexOf(text(args, 1, machine));
    return before < 0 ? 0 : Array.from(whole.slice(0, before)).length + 1;
  },
  split: (args, machine) => {
    const whole = text(args, 0, machine);
    const [, into, by] = args;
    if (into?.kind !== "name") return 0;
    const parts =
      by?.kind === "regex"
        ? splitByPattern(whole, awkPattern(by.source))
        : machine.record.split(
            whole,
            by === undefined ? machine.scope.text("FS") : machine.string(by),
          );
    return fill(into.name, parts.map(fromInput), machine);
  },
  sub: replacing(false),
  gsub: replacing(true),
  gensub: (args, machine) => {
    const [from] = args;
    if (from === undefined) return "";
    const subject = args[3] === undefined ? machine.record.text : text(args, 3, machine);
    const replacement = text(args, 1, machine);
    const which = text(args, 2, machine);
    return generalSubstitute(subject, machine.pattern(from, "g"), { replacement, which });
  },
  match: (args, machine) => {
    const whole = text(args, 0, machine);
    const [, by, into] = args;
    const match = by === undefined ? null : machine.pattern(by).exec(whole);
    const start = match === null ? 0 : Array.from(whole.slice(0, match.index)).length + 1;
    machine.scope.set("RSTART", start);
    machine.scope.set("RLENGTH", match === null ? -1 : Array.from(match[0]).length);
    if (into?.kind === "name") {
      const array = machine.scope.array(into.name);
      array.clear();
      for (const [index, group] of (match ?? []).entries()) {
        array.set(String(index), fromInput(group));
      }
    }
    return start;
  },
  sprintf: (args, machine) => {
    const [format, ...values] = args.map((one) => machine.value(one));
    return formatText(toText(format, defaultFormat), values, machine.scope.text("CONVFMT"));
  },
  tolower: (args, machine) => text(args, 0, machine).toLowerCase(),
  toupper: (args, machine) => text(args, 0, machine).toUpperCase(),
  int: mathematical(Math.trunc),
  sqrt: mathematical(Math.sqrt),
  exp: mathematical(Math.exp),
  log: mathematical(Math.log),
  sin: mathematical(Math.sin),
  cos: mathematical(Math.cos),
  atan2: (args, machine) => Math.atan2(number(args, 0, machine), number(args, 1, machine)),
  rand: (_args, machine) => machine.random.next(),
  srand: (args, machine) =>
    machine.random.start(args.length === 0 ? machine.now : number(args, 0, machine)),
  systime: (_args, machine) => machine.now,
  system: (args, machine) => machine.system(text(args, 0, machine)),
  close: (args, machine) => machine.close(text(args, 0, machine)),
  fflush: () => 0,
  asort: sorting(false),
  asorti: sorting(true),
};

/** Calls one of awk's own functions, or of gawk's. */
export function callFunction(name: string, args: Args, machine: AwkMachine): AwkValue {
  const body = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (body === undefined) throw new ShimFault(`function ${name} never defined`, 2);
  return body(args, machine);
}
