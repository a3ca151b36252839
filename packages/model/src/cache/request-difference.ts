import { isJsonObject } from "@agent-gym/core";
import type { Json } from "@agent-gym/core";

const shownBefore = 20;
const shownAfter = 60;

/** Where two requests differ first, and in how many places, in one line; `""` when they are equal. */
export function requestDifference(recorded: Json, asked: Json): string {
  const found = differences(recorded, asked, "");
  const [first] = found;
  if (first === undefined) return "";
  const { path, left, right } = first;
  const more = found.length === 1 ? "" : ` (and ${found.length - 1} more places)`;
  return `${path} was ${left}, is ${right}${more}`;
}

interface Difference {
  readonly path: string;
  readonly left: string;
  readonly right: string;
}

function differences(left: Json | undefined, right: Json | undefined, path: string): Difference[] {
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, index) =>
      differences(left[index] as Json, right[index] as Json, `${path}[${index}]`),
    ).flat();
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return names.flatMap((name) =>
      differences(left[name], right[name], path === "" ? name : `${path}.${name}`),
    );
  }
  if (left === right) return [];
  return [{ path: path || "it", ...shown(left, right) }];
}

function shown(left: Json | undefined, right: Json | undefined): Omit<Difference, "path"> {
  const [before, after] = [text(left), text(right)];
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  const from = Math.max(0, same - shownBefore);
  const cut = (value: string): string =>
    `${from === 0 ? "" : "…"}${value.slice(from, same + shownAfter)}${value.length > same + shownAfter ? "…" : ""}`;
  return { left: cut(before), right: cut(after) };
}

function text(value: Json | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
