/** A place where two values differ. */
export interface Difference {
  /** Dotted; empty for the values themselves. */
  readonly path: string;
  /** `undefined` where there is nothing. */
  readonly before: unknown;
  /** `undefined` where there is nothing any more. */
  readonly after: unknown;
}

/** Where two JSON values differ, in the order of their keys. A member that is `undefined` is absent. */
export function diffJson(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (Object.is(before, after)) return [];
  if (
    !isContainer(before) ||
    !isContainer(after) ||
    Array.isArray(before) !== Array.isArray(after)
  ) {
    return [{ path, before, after }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) =>
    diffJson(before[key], after[key], path === "" ? key : `${path}.${key}`),
  );
}

/** One difference per line of prose: `limits.turns: 30 → 50`. */
export function differenceText({ path, before, after }: Difference): string {
  return `${path}: ${valueText(before)} → ${valueText(after)}`;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}
