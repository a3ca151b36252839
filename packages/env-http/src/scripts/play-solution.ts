import { type JsonObject, textAction } from "@agent-gym/core";

import type { BookingTask } from "../task/booking-task.ts";
import { member, type ScriptAnswer, ScriptClient, type Turns } from "./script-client.ts";

/**
 * Plays a task's reference solution, and puts what came back in the place of `{{name}}`.
 *
 * @throws Error when a step saves what did not come back, or names what was not saved.
 */
export function* playSolution({ access, solution }: BookingTask): Turns<void> {
  const client = new ScriptClient(access);
  const saved = new Map<string, string>();
  for (const step of solution) {
    const { save = {}, ...filled } = fill(step, saved) as {
      readonly say?: string;
      readonly method: string;
      readonly path: string;
      readonly body?: JsonObject;
      readonly save?: Readonly<Record<string, string>>;
    };
    if (filled.say !== undefined) {
      yield textAction(filled.say);
      continue;
    }
    const answer = yield* client.send(filled);
    for (const [name, place] of Object.entries(save)) saved.set(name, found(answer, place));
  }
}

function found(answer: ScriptAnswer, place: string): string {
  const value = place.startsWith("/")
    ? place
        .slice(1)
        .split("/")
        .reduce<unknown>((inner, part) => member(inner, part), answer.body)
    : answer.headers[place.toLowerCase()];
  if (typeof value === "string" || typeof value === "number") return String(value);
  const shown = JSON.stringify(answer).slice(0, 300);
  throw new Error(`The solution saves ${place}, which did not come back: ${shown}`);
}

function fill(value: unknown, saved: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const known = saved.get(name);
      if (known === undefined)
        throw new Error(`The solution names {{${name}}}, which no step saves.`);
      return known;
    });
  }
  if (Array.isArray(value)) return value.map((one) => fill(one, saved));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, saved)]));
}
