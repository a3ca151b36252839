import { isJsonObject, type Json } from "@agent-gym/core";

import { comparisonNames } from "./where.ts";

/** What is wrong with the form of a condition, one line per fault. */
export function whereProblems(where: Json, place: string): readonly string[] {
  if (!isJsonObject(where)) return [`${place}: expected an object of fields and what they must be`];
  return Object.entries(where).flatMap(([field, wanted]) => {
    const here = `${place}.${field}`;
    if (field === "$any") {
      return Array.isArray(wanted) && wanted.length > 0
        ? wanted.flatMap((one, index) => whereProblems(one as Json, `${here}.${index}`))
        : [`${here}: expected a list of conditions, not empty`];
    }
    if (field === "$not") return whereProblems(wanted, here);
    if (field === "$search") return searchProblems(wanted, here);
    if (field.startsWith("$") && !field.startsWith("${")) {
      return [`${here}: there is no such condition; there are $any, $not and $search`];
    }
    return isJsonObject(wanted) ? comparisonProblems(wanted, here) : [];
  });
}

function comparisonProblems(wanted: Readonly<Record<string, Json>>, place: string): string[] {
  const names = Object.keys(wanted);
  if (names.length === 0) return [`${place}: expected a value or comparisons, came {}`];
  // An operator such as {"$add": …} stands for a value.
  if (names.length === 1 && names[0]?.startsWith("$") === true) return [];
  return names.flatMap((name) => {
    if (!comparisonNames.includes(name)) {
      return [
        `${place}: "${name}" is no comparison (${comparisonNames.join(", ")}); an object to be equal to is written {"is": …}`,
      ];
    }
    const value = wanted[name] as Json;
    const isList = Array.isArray(value) || typeof value === "string";
    if ((name === "in" || name === "not_in") && !isList) {
      return [`${place}.${name}: expected a list`];
    }
    return name === "exists" && typeof value !== "boolean"
      ? [`${place}.exists: expected true or false`]
      : [];
  });
}

function searchProblems(search: Json, place: string): readonly string[] {
  const fields = isJsonObject(search) ? search["in"] : undefined;
  const good =
    isJsonObject(search) &&
    Array.isArray(fields) &&
    fields.length > 0 &&
    fields.every((field) => typeof field === "string") &&
    search["for"] !== undefined &&
    Object.keys(search).length === 2;
  return good ? [] : [`${place}: expected {"in": [fields], "for": text}`];
}
