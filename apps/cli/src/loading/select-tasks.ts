import { type Task, UsageError } from "@agent-gym/core";

import { countOf } from "../terminal/format-number.ts";
import { didYouMean } from "./near-names.ts";

/**
 * The tasks that a selector names, in the order of the list, each once. A selector is a comma-separated
 * list of ids, places in the list (`3`, from 0) and ranges of places (`0-9`, both ends included). What
 * is an id of a task is never read as a place.
 *
 * @throws UsageError that names what is there for the first part that fits nothing.
 */
export function selectTasks(tasks: readonly Task[], selector: string): readonly Task[] {
  const places = new Map(tasks.map(({ id }, place) => [id, place]));
  const chosen = new Set<number>();
  const whole = places.get(selector);
  // An id may hold a comma.
  const parts = whole === undefined ? selector.split(",").map((part) => part.trim()) : [selector];
  for (const part of parts) {
    if (part === "") throw new UsageError(`--task-id "${selector}" has an empty part.`);
    for (const place of findPlaces(part, places)) chosen.add(place);
  }
  return tasks.filter((_, place) => chosen.has(place));
}

function findPlaces(part: string, places: ReadonlyMap<string, number>): readonly number[] {
  const named = places.get(part);
  if (named !== undefined) return [named];
  const range = /^(\d+)-(\d+)$/.exec(part);
  const from = Number(range?.[1] ?? part);
  const to = Number(range?.[2] ?? part);
  if (range === null && !/^\d+$/.test(part)) throw unknownTask(part, places);
  if (from > to) throw new UsageError(`The range ${part} runs backwards: write ${to}-${from}.`);
  if (to >= places.size) {
    throw new UsageError(
      `There is no task ${to}: there ${places.size === 1 ? "is 1 task, number 0" : `are ${places.size} tasks, 0 to ${places.size - 1}`}.`,
      { code: "unknown-task" },
    );
  }
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function unknownTask(part: string, places: ReadonlyMap<string, number>): UsageError {
  const ids = [...places.keys()];
  const near = didYouMean(part, ids);
  const some = ids.slice(0, 5).join(", ");
  const list =
    near === ""
      ? ` There ${ids.length === 1 ? "is" : "are"} ${countOf(ids.length, "task")}: ${some}${ids.length > 5 ? ", …" : ""}.`
      : near;
  return new UsageError(`There is no task "${part}".${list}`, { code: "unknown-task" });
}
