import type { Row } from "./table.ts";

/** The rows of a world, table by table, in the order in which they were inserted. Plain JSON. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** One state of a world. Never changed: a transaction makes the next. */
export interface WorldState {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  /** The number of the last id of each table that was given out. */
  readonly counters: ReadonlyMap<string, number>;
}

/** A rule that every state must keep: the lines of what it breaks. */
export type Invariant = (tables: Tables) => readonly string[];

/** A state's rows as plain JSON. */
export function tablesOf(state: WorldState, names?: readonly string[]): Tables {
  const wanted = names ?? [...state.tables.keys()];
  return Object.fromEntries(
    wanted.map((name) => [name, [...(state.tables.get(name)?.values() ?? [])]]),
  );
}
