import type { Json, JsonObject } from "@agent-gym/core";

import { ToolRefusal } from "../tools/tool-refusal.ts";
import { RefusedOperations } from "../world/operation.ts";
import { readPath } from "../world/read-path.ts";
import type { Row } from "../world/table.ts";
import { meets } from "../world/where.ts";
import type { WorldTransaction } from "../world/world-transaction.ts";
import { fillTemplate, fillText, fillWhere } from "./template.ts";
import type { PlainStep, ProgramStep, Refusal } from "./tool-program.ts";

/** Longer lists are refused: a call is one request, not a batch job. */
const longestEach = 100;

/**
 * Runs a tool's steps on a transaction and returns its result. The transaction is the caller's to
 * commit, or to drop when this throws.
 *
 * @throws ToolRefusal for what the agent is to be told: nothing found, a condition that does not hold.
 * @throws RefusedOperations for what the world does not allow.
 */
export function runProgram(
  steps: readonly ProgramStep[],
  {
    args,
    now,
    world,
    result,
  }: {
    readonly args: JsonObject;
    readonly now: string | undefined;
    readonly world: WorldTransaction;
    readonly result: Json | undefined;
  },
): Json {
  const scope: Record<string, Json> = { args, now: now ?? null };
  for (const step of steps) runStep(step, scope, world);
  return result === undefined ? { ok: true } : fillTemplate(result, scope);
}

function runStep(step: ProgramStep, scope: Record<string, Json>, world: WorldTransaction): void {
  switch (step.op) {
    case "when": {
      const chosen = holds(step.that, scope) ? step.do : (step.otherwise ?? []);
      for (const inner of chosen) runPlain(inner, scope, world);
      return;
    }
    case "each": {
      const list = fillTemplate(step.in, scope);
      if (!Array.isArray(list)) throw new RefusedOperations(["each expects a list"]);
      if (list.length > longestEach) {
        throw new ToolRefusal("too_many", `At most ${longestEach} at once.`);
      }
      for (const one of list) {
        scope[step.as] = one as Json;
        for (const inner of step.do) runPlain(inner, scope, world);
      }
      return;
    }
    default:
      runPlain(step, scope, world);
  }
}

function runPlain(step: PlainStep, scope: Record<string, Json>, world: WorldTransaction): void {
  const filled = (template: JsonObject | undefined): JsonObject =>
    fillTemplate(template ?? {}, scope) as JsonObject;
  const refuse = (refusal: Refusal): never => {
    throw new ToolRefusal(refusal.code ?? "refused", fillText(refusal.message, scope));
  };
  switch (step.op) {
    case "get": {
      const [row] = world.find(step.table, fillWhere(step.where ?? {}, scope));
      if (row === undefined) return refuse(step.else ?? nothingIn(step.table));
      scope[step.as] = row;
      return;
    }
    case "find":
      scope[step.as] = find(step, fillWhere(step.where ?? {}, scope), world);
      return;
    case "insert": {
      const row = world.insert(step.table, filled(step.row));
      if (step.as !== undefined) scope[step.as] = row;
      return;
    }
    case "update":
    case "delete": {
      const rows = world.find(step.table, fillWhere(step.where ?? {}, scope));
      if (rows.length === 0) return refuse(step.else ?? nothingIn(step.table));
      for (const { id } of rows) {
        if (step.op === "delete") world.delete(step.table, id);
        else
          world.update(step.table, id, {
            set: filled(step.set),
            increment: filled(step.increment),
          });
      }
      return;
    }
    case "require":
      if (!holds(step.that, scope)) refuse(step.else);
      return;
    case "let":
      scope[step.as] = fillTemplate(step.value, scope);
      return;
  }
}

function holds(that: JsonObject, scope: JsonObject): boolean {
  return meets(scope, fillWhere(that, scope));
}

function nothingIn(table: string): Refusal {
  return { code: "not_found", message: `Nothing was found in ${table}.` };
}

function find(
  step: Extract<PlainStep, { readonly op: "find" }>,
  where: JsonObject,
  world: WorldTransaction,
): Json {
  const sorted =
    step.sort === undefined
      ? world.find(step.table, where)
      : sortRows(world.find(step.table, where), step.sort);
  return sorted.slice(0, step.limit).map((row) => {
    const taken = step.select === undefined ? row : pick(row, step.select);
    const included = Object.entries(step.include ?? {}).map(([field, { table, by, select }]) => {
      const id = row[by];
      const other = typeof id === "string" ? world.get(table, id) : undefined;
      return [
        field,
        other === undefined || select === undefined ? (other ?? null) : pick(other, select),
      ];
    });
    return { ...taken, ...Object.fromEntries(included) };
  });
}

function pick(row: Row, fields: readonly string[]): JsonObject {
  return Object.fromEntries(fields.map((field) => [field, readPath(row, field) ?? null]));
}

function sortRows(rows: readonly Row[], sort: readonly string[]): readonly Row[] {
  return rows.toSorted((left, right) => {
    for (const one of sort) {
      const field = one.replace(/^-/, "");
      const [a, b] = [readPath(left, field), readPath(right, field)];
      const order = compare(a, b);
      if (order !== 0) return one.startsWith("-") ? -order : order;
    }
    return 0;
  });
}

/** Numbers by value, other values by code unit as text; what is not there stands last. */
function compare(left: Json | undefined, right: Json | undefined): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  const [a, b] = [textOf(left), textOf(right)];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "\uFFFF";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
