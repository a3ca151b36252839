import { isJsonObject, type Json } from "@agent-gym/core";

import { RefusedOperations } from "../world/operation.ts";
import { readPath } from "../world/read-path.ts";

const dayMs = 86_400_000;

const operators: Readonly<Record<string, (given: Json) => Json>> = {
  $add: (given) => exact(numbers("$add", given).reduce((sum, one) => sum + one, 0)),
  $multiply: (given) =>
    exact(numbers("$multiply", given).reduce((product, one) => product * one, 1)),
  $subtract: (given) => {
    const [left, right] = pair("$subtract", given);
    return exact(left - right);
  },
  $divide: (given) => {
    const [left, right] = pair("$divide", given);
    if (right === 0) throw misfit("$divide", "a divisor that is not 0", given);
    return exact(left / right);
  },
  /** Half away from zero, to a number of decimal places. */
  $round: (given) => {
    const [value, places] = pair("$round", given);
    const factor = 10 ** places;
    return exact((Math.sign(value) * Math.round(exact(Math.abs(value) * factor))) / factor);
  },
  $min: (given) => exact(Math.min(...numbers("$min", given))),
  $max: (given) => exact(Math.max(...numbers("$max", given))),
  $count: (given) => {
    if (!Array.isArray(given)) throw misfit("$count", "a list", given);
    return given.length;
  },
  $sum: (given) => {
    const [rows, field] = Array.isArray(given) ? (given as readonly Json[]) : [];
    if (!Array.isArray(rows) || typeof field !== "string") {
      throw misfit("$sum", "a list and the name of a field", given);
    }
    return exact(
      numbers(
        "$sum",
        rows.map((row) => readPath(row as Json, field) ?? null),
      ).reduce((sum, one) => sum + one, 0),
    );
  },
  /** The values of one field of a list's rows. */
  $each: (given) => {
    const [rows, field] = Array.isArray(given) ? (given as readonly Json[]) : [];
    if (!Array.isArray(rows) || typeof field !== "string") {
      throw misfit("$each", "a list and the name of a field", given);
    }
    return rows.map((row) => readPath(row as Json, field) ?? null);
  },
  /** A date, `2026-05-01`, some days after another. */
  $days_after: (given) => {
    const [date, days] = Array.isArray(given) ? (given as readonly Json[]) : [];
    if (typeof date !== "string" || typeof days !== "number") {
      throw misfit("$days_after", "a date and a number of days", given);
    }
    const then = new Date(dayOf(date, given) + days * dayMs);
    if (Number.isNaN(then.getTime())) throw misfit("$days_after", "a day that there is", given);
    return then.toISOString().slice(0, 10);
  },
  /** How many days a date lies after another; negative when before. */
  $days_between: (given) => {
    const [from, to] = Array.isArray(given) ? (given as readonly Json[]) : [];
    if (typeof from !== "string" || typeof to !== "string") {
      throw misfit("$days_between", "two dates", given);
    }
    return Math.round((dayOf(to, given) - dayOf(from, given)) / dayMs);
  },
};

/** The names of the operators. */
export const operatorNames: readonly string[] = Object.keys(operators);

/** Whether an object's only key makes it an operator. */
export function isOperator(name: string): boolean {
  return Object.hasOwn(operators, name);
}

/** The value of an operator. */
export function operate(name: string, given: Json): Json {
  return operators[name]?.(given) ?? null;
}

function dayOf(text: string, given: Json): number {
  const time = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(time)) throw misfit("a date operator", "dates as in 2026-05-01", given);
  return time;
}

/** Without the tail of binary fractions: 0.1 + 0.2 is 0.3. JSON knows neither Infinity nor NaN. */
function exact(value: number): number {
  if (!Number.isFinite(value)) throw new RefusedOperations(["the numbers are too large"]);
  return Number(value.toFixed(8));
}

function numbers(operator: string, given: Json): readonly number[] {
  const list = Array.isArray(given) ? (given as readonly Json[]) : [given];
  if (list.every((one) => typeof one === "number")) return list;
  throw misfit(operator, "numbers", given);
}

function pair(operator: string, given: Json): readonly [number, number] {
  const [left, right, ...rest] = numbers(operator, given);
  if (left !== undefined && right !== undefined && rest.length === 0) return [left, right];
  throw misfit(operator, "two numbers", given);
}

function misfit(operator: string, wanted: string, given: Json): RefusedOperations {
  const came = isJsonObject(given) ? "an object" : JSON.stringify(given);
  return new RefusedOperations([`${operator} expects ${wanted}, came ${came}`]);
}
