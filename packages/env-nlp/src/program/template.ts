import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import { readPath } from "../world/read-path.ts";
import { isOperator, operate } from "./operators.ts";

const hole = /\$\{([^{}]*)\}/g;
const onlyHole = /^\$\{([^{}]*)\}$/;

/** Stands for a value that is not there and whose place is left out with it. */
const absent: unique symbol = Symbol("absent");

/**
 * Fills a template: any JSON in which
 *
 * - a text that is one hole, `"${args.order_id}"`, becomes the value at that path, or `null`;
 * - a hole within a text, `"Order ${order.id}"`, becomes the value as text;
 * - a hole whose path ends in `?`, `"${args.color?}"`, leaves out the entry in which it stands when
 *   there is no such value;
 * - an object of one operator, `{"$add": [1, "${args.days}"]}`, becomes its value.
 *
 * @throws RefusedOperations for an operator whose values don't fit it.
 */
export function fillTemplate(template: Json, scope: JsonObject): Json {
  const filled = fill(template, scope);
  return filled === absent ? null : filled;
}

/** The paths of a template's holes, as written (with `?`). */
export function templatePaths(template: Json): readonly string[] {
  if (typeof template === "string") {
    return [...template.matchAll(hole)].map((match) => match[1] ?? "");
  }
  if (typeof template !== "object" || template === null) return [];
  return Object.values(template).flatMap((inner) => templatePaths(inner));
}

/** Fills a text; the value of a hole stands in it as text. */
export function fillText(text: string, scope: JsonObject): string {
  return text.replaceAll(hole, (_, path: string) => {
    const value = readPath(scope, path.replace(/\?$/, "")) ?? "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
}

/**
 * Fills a condition. What a hole brings is a value to be equal to, never a condition of its own: an
 * agent can't widen a search by an argument such as `{"exists": true}`.
 */
export function fillWhere(where: JsonObject, scope: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(where).flatMap(([field, wanted]): [string, Json][] => {
      if (field === "$any" && Array.isArray(wanted)) {
        return [[field, wanted.map((one) => fillWhere(one as JsonObject, scope))]];
      }
      if (field === "$not") return [[field, fillWhere(wanted as JsonObject, scope)]];
      const value = fill(wanted, scope);
      if (value === absent) return [];
      const isCondition = isJsonObject(wanted) && !isOperatorObject(wanted);
      if (!isCondition) return [[field, { is: value }]];
      return Object.keys(value as JsonObject).length === 0 ? [] : [[field, value]];
    }),
  );
}

function fill(template: Json, scope: JsonObject): Json | typeof absent {
  if (typeof template === "string") return fillString(template, scope);
  if (Array.isArray(template)) {
    return template.map((inner) => fill(inner as Json, scope)).filter((inner) => inner !== absent);
  }
  if (!isJsonObject(template)) return template;
  const [name = ""] = Object.keys(template);
  if (isOperatorObject(template)) return operate(name, fillTemplate(template[name] as Json, scope));
  return Object.fromEntries(
    Object.entries(template).flatMap(([key, inner]) => {
      const value = fill(inner, scope);
      return value === absent ? [] : [[key, value]];
    }),
  );
}

function isOperatorObject(template: JsonObject): boolean {
  const [name = "", ...others] = Object.keys(template);
  return others.length === 0 && isOperator(name);
}

function fillString(text: string, scope: JsonObject): Json | typeof absent {
  const only = onlyHole.exec(text)?.[1];
  if (only !== undefined) {
    if (!only.endsWith("?")) return readPath(scope, only) ?? null;
    return readPath(scope, only.slice(0, -1)) ?? absent;
  }
  return fillText(text, scope);
}
