import { canonicalJson, isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import { plainText } from "../words/says.ts";
import { countTerms, searchTerms } from "../words/search-terms.ts";
import { readPath } from "./read-path.ts";

/**
 * A condition on a row: all entries must hold. An entry is a dotted field and what it must be: a
 * value, or comparisons such as `{"gte": 3, "lt": 9}`. Besides fields there are `$any` (a list of
 * conditions, one of which holds), `$not` (a condition that does not), and `$search`
 * (`{"in": [fields], "for": text}`: some word of the text is in some of the fields).
 */
export type Where = JsonObject;

type Comparison = (found: Json | undefined, wanted: Json) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  is: (found, wanted) => same(found, wanted),
  not: (found, wanted) => !same(found, wanted),
  in: (found, wanted) => Array.isArray(wanted) && wanted.some((one) => same(found, one)),
  not_in: (found, wanted) => Array.isArray(wanted) && !wanted.some((one) => same(found, one)),
  lt: (found, wanted) => order(found, wanted) < 0,
  lte: (found, wanted) => order(found, wanted) <= 0,
  gt: (found, wanted) => order(found, wanted) > 0,
  gte: (found, wanted) => order(found, wanted) >= 0,
  contains: (found, wanted) => contains(found, wanted),
  starts_with: (found, wanted) =>
    typeof found === "string" &&
    typeof wanted === "string" &&
    plainText(found).startsWith(plainText(wanted)),
  exists: (found, wanted) => (found !== undefined && found !== null) === wanted,
};

/** The names of the comparisons. */
export const comparisonNames: readonly string[] = Object.keys(comparisons);

/** Whether a row meets a condition. A comparison of values that can't be compared does not hold. */
export function meets(row: JsonObject, where: Where): boolean {
  return Object.entries(where).every(([field, wanted]) => {
    if (field === "$any") return (wanted as readonly Where[]).some((one) => meets(row, one));
    if (field === "$not") return !meets(row, wanted as Where);
    if (field === "$search") return fits(row, wanted);
    return meetsField(readPath(row, field), wanted);
  });
}

/** How well a row fits a condition's `$search`: the number of words found; 0 without `$search`. */
export function searchScore(row: JsonObject, where: Where): number {
  const search = where["$search"];
  if (search === undefined) return 0;
  return countTerms(searchedText(row, search), termsOf(search));
}

/** A search for nothing finds everything. */
function fits(row: JsonObject, search: Json): boolean {
  const terms = termsOf(search);
  return terms.length === 0 || countTerms(searchedText(row, search), terms) > 0;
}

function termsOf(search: Json): readonly string[] {
  return searchTerms(textOf(isJsonObject(search) ? search["for"] : undefined));
}

function searchedText(row: JsonObject, search: Json): string {
  const fields = isJsonObject(search) ? search["in"] : undefined;
  if (!Array.isArray(fields)) return "";
  return fields.map((field) => textOf(readPath(row, String(field)))).join("\n");
}

function meetsField(found: Json | undefined, wanted: Json): boolean {
  if (!isJsonObject(wanted)) return same(found, wanted);
  return Object.entries(wanted).every(
    ([name, value]) => comparisons[name]?.(found, value) ?? false,
  );
}

/** A field that is not there is as good as `null`. */
function same(found: Json | undefined, wanted: Json): boolean {
  return canonicalJson(found ?? null) === canonicalJson(wanted);
}

/** `NaN`, of which no comparison holds, where there is no order. */
function order(found: Json | undefined, wanted: Json): number {
  const comparable =
    (typeof found === "number" && typeof wanted === "number") ||
    (typeof found === "string" && typeof wanted === "string");
  if (!comparable) return Number.NaN;
  if (found === wanted) return 0;
  return found < wanted ? -1 : 1;
}

function contains(found: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(found)) return found.some((one) => same(one as Json, wanted));
  if (typeof found !== "string") return false;
  return plainText(found).includes(plainText(textOf(wanted)));
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
