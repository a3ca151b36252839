import type { Row } from "../row/row.ts";

/**
 * The name of a row's own file, safe on every system: readable ASCII of the task's id, eight digits of
 * its digest, the attempt, and the turn where the row is one turn.
 */
export function rowFileName({ provenance }: Pick<Row, "provenance">, turn?: number): string {
  const { task, digest, attempt } = provenance;
  const slug = task
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-|-$/g, "");
  const name = `${slug === "" ? "task" : slug}-${digest.slice(0, 8)}.${attempt}`;
  return turn === undefined ? `${name}.json` : `${name}.${turn + 1}.json`;
}
