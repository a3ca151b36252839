import { evaluateState } from "../checks/evaluate-check.ts";
import type { WorldData } from "../task/nlp-task.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { Table } from "./table.ts";
import { World } from "./world.ts";

const copies = new WeakMap<WorldData, Readonly<Record<string, Table>>>();

/** The world of a task, as it stands at the start. Worlds of one task share rows, which are frozen. */
export function makeWorld(data: WorldData): World {
  const { mode, invariants = [] } = data;
  let tables = copies.get(data);
  if (tables === undefined) {
    tables = Object.fromEntries(
      Object.entries(data.tables ?? {}).map(([name, table]) => [
        name,
        { ...table, rows: frozenCopy(table.rows) },
      ]),
    );
    copies.set(data, tables);
  }
  return new World(tables, {
    open: mode === "open",
    invariants: (state) =>
      invariants.flatMap((invariant) => {
        const { passed, expected, found } = evaluateState(invariant, state);
        return passed ? [] : [`expected ${expected}, found ${found}`];
      }),
  });
}
