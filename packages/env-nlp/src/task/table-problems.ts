import { jsonSchemaProblems } from "@agent-gym/core";

import { referenceProblems } from "../world/reference-problems.ts";
import { jsonSchemaFaults } from "./json-schema-faults.ts";
import type { WorldData } from "./nlp-task.ts";

/** What is wrong with a world's tables as they stand at the start. */
export function tableProblems({ mode, tables = {} }: WorldData): readonly string[] {
  const structure = Object.entries(tables).flatMap(([table, { rows, row, references = {} }]) => {
    const place = `world.tables.${table}`;
    const ids = rows.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    const faults = row === undefined ? [] : jsonSchemaFaults(row, `${place}.row`);
    const misfits =
      row === undefined || faults.length > 0
        ? []
        : rows.flatMap((one) =>
            jsonSchemaProblems(row, one).map((problem) => `${place}.${one.id}: ${problem}`),
          );
    return [
      ...(twice === undefined ? [] : [`${place}: two rows have the id "${twice}"`]),
      ...faults,
      ...misfits,
      ...Object.entries(references)
        .filter(([, target]) => !Object.hasOwn(tables, target) && mode === "closed")
        .map(([field, target]) => `${place}.references.${field}: there is no table "${target}"`),
    ];
  });
  if (structure.length > 0) return structure;
  const initial = Object.fromEntries(
    Object.entries(tables).map(([table, { rows }]) => [table, rows]),
  );
  return referenceProblems(initial, tables).map((problem) => `world.tables: ${problem}`);
}
