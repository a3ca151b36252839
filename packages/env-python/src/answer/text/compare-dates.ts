import { different, equal, type Judgement, unsure } from "../compare/judgement.ts";

const yearFirst = /^(\d{4})\s*(?:([-/.])(\d{1,2})\2|年(\d{1,2})月)(\d{1,2})[日号]?$/;
const yearLast = /^\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d$/;

/**
 * Two answers of which at least one is a date, `2024-01-02` or `2024年1月2日`, and no subtraction;
 * `undefined` when neither is. Which of `1/2/2024` is the month, nobody knows.
 */
export function compareDates(gold: string, prediction: string): Judgement | undefined {
  const [left, right] = [gold, prediction].map((text) => readDate(text.trim()));
  if (left === undefined && right === undefined) return undefined;
  if (left === right) return equal("the same date");
  const isClear = [left, right].every((date) => date !== undefined && date.startsWith("on "));
  return isClear ? different("another date") : unsure("a date, and something else");
}

function readDate(text: string): string | undefined {
  const [, year, , month, chineseMonth, day] = yearFirst.exec(text) ?? [];
  if (year !== undefined && isDay(month ?? chineseMonth, day)) {
    return `on ${year}-${Number(month ?? chineseMonth)}-${Number(day)}`;
  }
  return yearLast.test(text) ? text : undefined;
}

function isDay(month: string | undefined, day: string | undefined): boolean {
  const [m, d] = [Number(month), Number(day)];
  return m >= 1 && m <= 12 && d >= 1 && d <= 31;
}
