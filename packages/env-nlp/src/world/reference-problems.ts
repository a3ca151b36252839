import type { Table } from "./table.ts";
import type { Tables } from "./world-state.ts";

/** Fields that name rows which are not there. */
export function referenceProblems(
  tables: Tables,
  definitions: Readonly<Record<string, Table>>,
): readonly string[] {
  const problems: string[] = [];
  for (const [table, { references = {} }] of Object.entries(definitions)) {
    for (const [field, target] of Object.entries(references)) {
      const ids = new Set(tables[target]?.map(({ id }) => id));
      for (const row of tables[table] ?? []) {
        const value = row[field] ?? [];
        const missing = (Array.isArray(value) ? value : [value]).find((id) => !ids.has(id));
        if (missing === undefined) continue;
        problems.push(
          `${field} of row "${row.id}" of ${table} is ${JSON.stringify(missing)}, which is no row of ${target}`,
        );
      }
    }
  }
  return problems;
}
