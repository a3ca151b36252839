import type { Json, JsonObject } from "@agent-gym/core";

import type { DatabaseContent, Relation } from "../database/relation.ts";
import type { SqlRow } from "../database/sql-value.ts";
import type { Exception, UnchangedCheck } from "./check.ts";
import { rowDifference } from "./compare-values.ts";
import { columnIndex, findRelation, rowMatcher, sameName } from "./find-relation.ts";
import { fewRows, type Finding } from "./finding.ts";

/** Compares what was there with what is there, but for what may change. */
export function checkUnchanged(
  { tables, except }: UnchangedCheck,
  before: DatabaseContent,
  after: DatabaseContent,
): Finding {
  const wanted = (name: string): boolean =>
    tables === undefined || tables.some((table) => sameName(table, name));
  const names = new Map(
    [...before.relations, ...after.relations].map(({ name }) => [name.toLowerCase(), name]),
  );
  const faults: Json[] = [];
  for (const name of names.values()) {
    if (!wanted(name)) continue;
    const fault = relationFault(
      findRelation(before, name),
      findRelation(after, name),
      except.filter(({ table }) => sameName(table, name)),
    );
    if (fault !== undefined) faults.push({ table: name, ...fault });
  }
  if (tables === undefined && after.problem !== undefined) faults.push({ problem: after.problem });
  if (tables === undefined && triggerText(before) !== triggerText(after)) {
    faults.push({ problem: "there are other triggers" });
  }
  const expected = { unchanged: tables ?? "everything", ...(except.length > 0 ? { except } : {}) };
  return {
    passed: faults.length === 0,
    expected: expected as unknown as Json,
    found: faults.length === 0 ? "unchanged" : faults,
  };
}

function triggerText({ triggers }: DatabaseContent): string {
  return JSON.stringify(Object.entries(triggers).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function relationFault(
  before: Relation | undefined,
  after: Relation | undefined,
  except: readonly Exception[],
): JsonObject | undefined {
  if (except.some(({ where, columns }) => where === undefined && columns === undefined)) {
    return undefined;
  }
  if (after === undefined) return { problem: "it is gone" };
  if (before === undefined) return { problem: "it was not there before" };
  const columns = (relation: Relation): string =>
    relation.columns.map(({ name }) => name.toLowerCase()).join(", ");
  if (before.kind !== after.kind || columns(before) !== columns(after)) {
    return {
      problem: `it was a ${before.kind} of ${columns(before)}, and is a ${after.kind} of ${columns(after)}`,
    };
  }
  // What a view shows changes with its tables.
  if (before.kind === "view") {
    return before.sql === after.sql ? undefined : { problem: "it is another view" };
  }
  if (after.problem !== undefined) return { problem: after.problem };
  const { missing, added } = rowDifference(compared(before, except), compared(after, except));
  if (missing.length === 0 && added.length === 0) return undefined;
  return {
    ...(missing.length === 0 ? {} : { missing: fewRows(missing) }),
    ...(added.length === 0 ? {} : { added: fewRows(added) }),
  };
}

/** Rows without those that may change, and without the columns that may. */
function compared(relation: Relation, except: readonly Exception[]): readonly SqlRow[] {
  return except.reduce<readonly SqlRow[]>((rows, { where = {}, columns }) => {
    const matches = rowMatcher(relation, where);
    if (columns === undefined) return rows.filter((row) => !matches(row));
    const blanked = new Set(columns.map((column) => columnIndex(relation, column)));
    return rows.map((row) =>
      matches(row) ? row.map((value, index) => (blanked.has(index) ? "(may change)" : value)) : row,
    );
  }, relation.rows);
}
