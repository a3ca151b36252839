import { invalid } from "./problem.ts";

/** The most rows of one page that a client may ask for, as a multiple of the usual number. */
const widest = 2;

/** A page of a list. */
export interface Page<Row> {
  readonly items: readonly Row[];
  /** How many rows there are in all. */
  readonly total: number;
  /** The path of the next page; `null` on the last one. */
  readonly next: string | null;
}

/**
 * Cuts the page out of a list that a request's `cursor` and `limit` ask for.
 *
 * @throws Problem (422) for a cursor that the service did not give, or a limit out of range.
 */
export function pageOf<Row>(rows: readonly Row[], url: URL, pageSize: number): Page<Row> {
  const cursor = url.searchParams.get("cursor");
  const limit = url.searchParams.get("limit");
  const size = limit === null ? pageSize : Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > pageSize * widest) {
    throw invalid([["/limit", `It must be a whole number from 1 to ${pageSize * widest}.`]]);
  }
  const start = cursor === null ? 0 : Number(/^at(\d{1,6})$/.exec(atobOrNothing(cursor))?.[1]);
  if (Number.isNaN(start)) throw invalid([["/cursor", "It is none: take the path in `next`."]]);
  const end = start + size;
  const next = new URL(url);
  next.searchParams.set("cursor", btoa(`at${end}`).replaceAll("=", ""));
  return {
    items: rows.slice(start, end),
    total: rows.length,
    next: end < rows.length ? `${next.pathname}${next.search}` : null,
  };
}

function atobOrNothing(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
