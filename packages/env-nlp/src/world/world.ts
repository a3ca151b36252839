import { digestJson } from "@agent-gym/core";

import type { Operation } from "./operation.ts";
import type { Table } from "./table.ts";
import { type Invariant, type Tables, tablesOf, type WorldState } from "./world-state.ts";
import { WorldTransaction } from "./world-transaction.ts";

/**
 * What is there besides the dialogue: tables of rows. It changes only by transactions, each of which
 * is done wholly or not at all; ids are given out here and never twice.
 */
export class World {
  readonly definitions: Readonly<Record<string, Table>>;
  /** Whether a transaction may make tables that the task does not name. */
  readonly open: boolean;
  readonly #invariants: Invariant;
  #state: WorldState;
  readonly #log: Operation[] = [];
  /** That of the whole world, which is asked for with every call. */
  #digest: { readonly state: WorldState; readonly digest: Promise<string> } | undefined;

  constructor(
    definitions: Readonly<Record<string, Table>>,
    options: { readonly open?: boolean; readonly invariants?: Invariant } = {},
  ) {
    this.definitions = definitions;
    this.open = options.open ?? false;
    this.#invariants = options.invariants ?? (() => []);
    const tables = Object.entries(definitions).map(
      ([name, { rows }]) => [name, new Map(rows.map((row) => [row.id, row]))] as const,
    );
    this.#state = { tables: new Map(tables), counters: new Map() };
  }

  /** The rows of some tables, or of all. A table that is not there has none. */
  tables(names?: readonly string[]): Tables {
    return tablesOf(this.#state, names);
  }

  /** How many operations were done so far. */
  get version(): number {
    return this.#log.length;
  }

  /** The operations that were done since a version. */
  operationsSince(version: number): readonly Operation[] {
    return this.#log.slice(version);
  }

  /** Begins a transaction on the present state. Only one may be open at a time. */
  begin(): WorldTransaction {
    const began = this.#state;
    return new WorldTransaction(began, {
      definitions: this.definitions,
      open: this.open,
      invariants: this.#invariants,
      commit: (state, operations) => {
        if (this.#state !== began) throw new Error("Two transactions on one world overlapped.");
        this.#state = state;
        this.#log.push(...operations);
      },
    });
  }

  /** SHA-256 of some tables, or of the whole world, as canonical JSON. */
  digest(names?: readonly string[]): Promise<string> {
    if (names !== undefined) return digestJson({ tables: this.tables(names) });
    if (this.#digest?.state !== this.#state) {
      const counters = Object.fromEntries(this.#state.counters);
      const digest = digestJson({ tables: this.tables(), counters });
      this.#digest = { state: this.#state, digest };
    }
    return this.#digest.digest;
  }

  /** Plays a log of operations again, as one transaction. */
  replay(operations: readonly Operation[]): void {
    const transaction = this.begin();
    for (const operation of operations) transaction.repeat(operation);
    transaction.commit();
  }
}
