import type { DatabaseContent } from "../database/relation.ts";
import type { RowsCheck } from "./check.ts";
import { findRelation, rowMatcher } from "./find-relation.ts";
import type { Finding } from "./finding.ts";

/** Counts the rows of a table that have the values of a check. */
export function checkRows({ table, where, count }: RowsCheck, after: DatabaseContent): Finding {
  const expected = { table, where, count } as unknown as Finding["expected"];
  const relation = findRelation(after, table);
  if (relation === undefined) return { passed: false, expected, found: "there is no such table" };
  if (relation.problem !== undefined) return { passed: false, expected, found: relation.problem };
  const found = relation.rows.filter(rowMatcher(relation, where)).length;
  return { passed: found === count, expected, found: { count: found } };
}
