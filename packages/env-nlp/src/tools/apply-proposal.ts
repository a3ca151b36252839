import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import { RefusedOperations } from "../world/operation.ts";
import type { WorldTransaction } from "../world/world-transaction.ts";

/** What a model may do to which tables. */
export interface Permission {
  /** `undefined`: all. */
  readonly tables: readonly string[] | undefined;
  readonly operations: readonly ("insert" | "update" | "delete")[];
}

const mostOperations = 50;
const newName = /\$new\d+/g;

/**
 * Does the operations that a model proposes on a transaction, and gives its new rows their ids: every
 * `$new1` in what it wrote, the result included, becomes the id that was given out.
 *
 * @returns the result with settled ids.
 * @throws RefusedOperations with everything that is wrong; the caller drops the transaction.
 */
export function applyProposal(
  proposal: { readonly operations: readonly Json[]; readonly result: Json },
  { world, permission }: { readonly world: WorldTransaction; readonly permission: Permission },
): Json {
  if (proposal.operations.length > mostOperations) {
    throw new RefusedOperations([`more than ${mostOperations} operations`]);
  }
  const ids = new Map<string, string>();
  const problems: string[] = [];
  proposal.operations.forEach((operation, index) => {
    try {
      applyOne(operation, { world, permission, ids });
    } catch (error) {
      if (!(error instanceof RefusedOperations)) throw error;
      problems.push(...error.problems.map((problem) => `operation ${index}: ${problem}`));
    }
  });
  if (problems.length > 0) throw new RefusedOperations(problems);
  return settle(proposal.result, ids);
}

function applyOne(
  operation: Json,
  {
    world,
    permission,
    ids,
  }: {
    readonly world: WorldTransaction;
    readonly permission: Permission;
    readonly ids: Map<string, string>;
  },
): void {
  if (!isJsonObject(operation)) throw new RefusedOperations(["expected an object"]);
  const { op, table, as } = operation;
  if (op !== "insert" && op !== "update" && op !== "delete") {
    throw new RefusedOperations([`op is ${JSON.stringify(op)}, expected insert, update or delete`]);
  }
  if (typeof table !== "string") throw new RefusedOperations(["table is missing"]);
  if (!permission.operations.includes(op)) {
    const allowed = permission.operations.join(", ");
    throw new RefusedOperations([
      `this tool only reads: ${allowed === "" ? "no operations are allowed" : `only ${allowed} is allowed`}`,
    ]);
  }
  if (permission.tables !== undefined && !permission.tables.includes(table)) {
    throw new RefusedOperations([`this tool may not change the table "${table}"`]);
  }
  if (op === "insert") {
    const row = settle(objectIn(operation, "row"), ids) as JsonObject;
    const { id } = world.insert(table, row);
    if (typeof as === "string") ids.set(as, id);
    return;
  }
  const id = settle(operation["id"] ?? null, ids);
  if (typeof id !== "string") throw new RefusedOperations([`${op} needs the id of a row`]);
  if (op === "delete") {
    world.delete(table, id);
    return;
  }
  world.update(table, id, {
    set: settle(objectIn(operation, "set"), ids) as JsonObject,
    increment: settle(objectIn(operation, "increment"), ids) as JsonObject,
  });
}

function objectIn(operation: JsonObject, member: string): JsonObject {
  const value = operation[member] ?? {};
  if (isJsonObject(value)) return value;
  throw new RefusedOperations([`${member} is no object`]);
}

function settle(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") {
    return value.replaceAll(newName, (name) => {
      const id = ids.get(name);
      if (id !== undefined) return id;
      throw new RefusedOperations([`${name} stands for no row that was inserted before`]);
    });
  }
  if (Array.isArray(value)) return value.map((one) => settle(one as Json, ids));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, settle(inner, ids)]),
  );
}
