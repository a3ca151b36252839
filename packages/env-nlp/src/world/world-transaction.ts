import { type Json, type JsonObject, jsonSchemaProblems } from "@agent-gym/core";

import { frozenCopy } from "./frozen-copy.ts";
import { type Operation, RefusedOperations } from "./operation.ts";
import { referenceProblems } from "./reference-problems.ts";
import type { Row, Table } from "./table.ts";
import { meets, searchScore, type Where } from "./where.ts";
import { type Invariant, type Tables, tablesOf, type WorldState } from "./world-state.ts";

const tableName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * Changes to a world that are done together. It sees what it has done itself; nobody else does before
 * {@link commit}. Each method throws `RefusedOperations` for what the world does not allow.
 */
export class WorldTransaction {
  readonly #definitions: Readonly<Record<string, Table>>;
  readonly #open: boolean;
  readonly #tables: Map<string, ReadonlyMap<string, Row>>;
  readonly #counters: Map<string, number>;
  readonly #operations: Operation[] = [];
  readonly #invariants: Invariant;
  readonly #commit: (state: WorldState, operations: readonly Operation[]) => void;

  constructor(
    state: WorldState,
    options: {
      readonly definitions: Readonly<Record<string, Table>>;
      readonly open: boolean;
      readonly invariants: Invariant;
      readonly commit: (state: WorldState, operations: readonly Operation[]) => void;
    },
  ) {
    this.#definitions = options.definitions;
    this.#open = options.open;
    this.#tables = new Map(state.tables);
    this.#counters = new Map(state.counters);
    this.#invariants = options.invariants;
    this.#commit = options.commit;
  }

  /** What was done so far, with every value settled. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** All rows, as they would be. */
  tables(): Tables {
    return tablesOf({ tables: this.#tables, counters: this.#counters });
  }

  /** The rows that meet a condition: the best fits of a `$search` first, else in table order. */
  find(table: string, where: Where = {}): readonly Row[] {
    const found = [...this.#rows(table).values()].filter((row) => meets(row, where));
    if (where["$search"] === undefined) return found;
    return found.toSorted((left, right) => searchScore(right, where) - searchScore(left, where));
  }

  /** The row of that id. */
  get(table: string, id: string): Row | undefined {
    return this.#rows(table).get(id);
  }

  /** Adds a row, whose id is given out here: one that the row brings along is refused. */
  insert(table: string, row: JsonObject): Row {
    if (row["id"] !== undefined) {
      throw new RefusedOperations([
        `a new row of ${table} has the id ${JSON.stringify(row["id"])}: ids are given out, leave it away`,
      ]);
    }
    const inserted = frozenCopy<Row>({ id: this.#nextId(table), ...row });
    this.#write(table, inserted);
    this.#operations.push({ op: "insert", table, row: inserted });
    return inserted;
  }

  /** Sets fields of a row, and adds numbers to fields of it. */
  update(
    table: string,
    id: string,
    change: { readonly set?: JsonObject; readonly increment?: JsonObject },
  ): Row {
    const row = this.#rows(table).get(id);
    if (row === undefined) throw new RefusedOperations([`there is no row "${id}" in ${table}`]);
    const set: Record<string, Json> = { ...change.set };
    for (const [field, amount] of Object.entries(change.increment ?? {})) {
      const now = field in set ? set[field] : row[field];
      if (typeof now !== "number" || typeof amount !== "number") {
        throw new RefusedOperations([
          `${table}.${field} of "${id}" can't be incremented: no number`,
        ]);
      }
      if (!Number.isFinite(now + amount)) {
        throw new RefusedOperations([`${table}.${field} of "${id}" would be too large`]);
      }
      // Sums of money must not end in 0000000001.
      set[field] = Number((now + amount).toFixed(8));
    }
    if (set["id"] !== undefined && set["id"] !== id) {
      throw new RefusedOperations([`the id of row "${id}" of ${table} can't be changed`]);
    }
    const updated = frozenCopy<Row>({ ...row, ...set, id });
    this.#write(table, updated);
    this.#operations.push({ op: "update", table, id, set });
    return updated;
  }

  /**
   * Removes a row.
   *
   * @throws RefusedOperations when there is no such row.
   */
  delete(table: string, id: string): void {
    const rows = new Map(this.#rows(table));
    if (!rows.delete(id)) throw new RefusedOperations([`there is no row "${id}" in ${table}`]);
    this.#tables.set(table, rows);
    this.#operations.push({ op: "delete", table, id });
  }

  /** Does one operation of a log again. */
  repeat(operation: Operation): void {
    if (operation.op === "update") {
      this.update(operation.table, operation.id, operation);
    } else if (operation.op === "delete") {
      this.delete(operation.table, operation.id);
    } else {
      const { id, ...row } = operation.row;
      const inserted = this.insert(operation.table, row);
      if (inserted.id !== id) {
        throw new RefusedOperations([
          `the log gives "${id}" where the world gives "${inserted.id}"`,
        ]);
      }
    }
  }

  /**
   * Makes it the world's next state.
   *
   * @throws RefusedOperations when it breaks a reference or an invariant; the world is as before.
   */
  commit(): void {
    if (this.#operations.length === 0) return;
    const state = { tables: this.#tables, counters: this.#counters };
    const tables = tablesOf(state);
    const problems = [...referenceProblems(tables, this.#definitions), ...this.#invariants(tables)];
    if (problems.length > 0) throw new RefusedOperations(problems);
    this.#commit(state, this.#operations);
  }

  #rows(table: string): ReadonlyMap<string, Row> {
    const rows = this.#tables.get(table);
    if (rows !== undefined) return rows;
    if (this.#open && tableName.test(table)) return new Map();
    const names = [...this.#tables.keys()].join(", ");
    throw new RefusedOperations([`there is no table "${table}"; there are: ${names}`]);
  }

  #write(table: string, row: Row): void {
    const schema = this.#definitions[table]?.row;
    const problems = schema === undefined ? [] : jsonSchemaProblems(schema, row);
    if (problems.length > 0) {
      throw new RefusedOperations(
        problems.map((problem) => `row "${row.id}" of ${table}: ${problem}`),
      );
    }
    this.#tables.set(table, new Map(this.#rows(table)).set(row.id, row));
  }

  #nextId(table: string): string {
    const prefix = this.#definitions[table]?.id_prefix ?? `${table}_`;
    const numbers = [...this.#rows(table).keys()]
      .filter((id) => id.startsWith(prefix) && /^\d{1,12}$/.test(id.slice(prefix.length)))
      .map((id) => id.slice(prefix.length));
    const last = Math.max(this.#counters.get(table) ?? 0, ...numbers.map(Number));
    const width = Math.max(0, ...numbers.map(({ length }) => length)) || 4;
    this.#counters.set(table, last + 1);
    return `${prefix}${String(last + 1).padStart(width, "0")}`;
  }
}
