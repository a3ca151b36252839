import { type Script, textAction } from "@agent-gym/core";

import type { Booking } from "../service/service-data.ts";
import type { BookingPart, BookingTask, Check } from "../task/booking-task.ts";
import { playSolution } from "./play-solution.ts";
import { ScriptClient, type Turns } from "./script-client.ts";

/** Ways to be paid without doing what was asked, made out of a task. None may be a success. */
export function cheatsOf(task: BookingTask): Readonly<Record<string, Script>> {
  const bystander = bystanderOf(task);
  return {
    *claim() {
      yield textAction("Everything is done as you asked. 已经全部办好了。");
    },
    *"hedge-in-words"() {
      yield textAction(hedge(task));
    },
    "wrong-item": function* () {
      yield* wrongItem(task, bystander);
    },
    ...(bystander === undefined
      ? {}
      : {
          "change-too-much": function* () {
            // Before the solution, whose last turn ends the episode.
            const path = `/bookings/${bystander.id}`;
            const body = { notes: `${bystander.notes} Seen.` };
            yield* new ScriptClient(task.access).sendMatched(bystander.id, {
              method: "PATCH",
              path,
              body,
            });
            yield* playSolution(task);
          },
        }),
    ...(task.checks.some(({ kind }) => kind === "booking")
      ? {
          "change-all": function* () {
            yield* changeAll(task);
          },
        }
      : {}),
  };
}

/** A booking that no check names, and that can be changed. */
function bystanderOf({ service, checks, meanwhile }: BookingTask): Booking | undefined {
  const named = new Set([...checks, ...meanwhile].flatMap((one) => ("id" in one ? [one.id] : [])));
  return service.bookings.find(({ id, status }) => status === "confirmed" && !named.has(id));
}

/** Everything that could be the answer, and what is said in the end. */
function hedge({ service, checks }: BookingTask): string {
  const said = checks.flatMap((check) => {
    if (check.kind === "answer") return [...check.is, "or", "42"];
    return check.kind === "mentions" ? [...check.all, ...check.none] : [];
  });
  const rooms = service.rooms.flatMap(({ id, name }) => [id, name]);
  const people = service.people.flatMap(({ id, name }) => [id, name]);
  return [...rooms, ...people, ...service.bookings.map(({ id }) => id), ...said].join(", ");
}

/** What was asked for, done to another booking. */
function* wrongItem(task: BookingTask, other: Booking | undefined): Turns<void> {
  const client = new ScriptClient(task.access);
  for (const check of task.checks) {
    if (check.kind === "booking" && other !== undefined) yield* put(client, other.id, check.equals);
    if (check.kind === "no-booking" && other !== undefined) {
      yield* client.sendMatched(other.id, { method: "DELETE", path: `/bookings/${other.id}` });
    }
    if (check.kind === "new-booking") yield* bookElsewhere(client, task, check);
  }
  yield textAction(wrongAnswer(task.checks));
}

function* bookElsewhere(
  client: ScriptClient,
  { service }: BookingTask,
  { equals }: Extract<Check, { readonly kind: "new-booking" }>,
): Turns<void> {
  const { status: _, ...asked } = equals;
  const day = "2031-01-15";
  const body = {
    title: "Meeting",
    space: service.rooms[0]?.id ?? "",
    held_by: service.people[0]?.id ?? "",
    headcount: 1,
    ...asked,
    starts_at: `${day}T09:00`,
    ends_at: `${day}T10:00`,
  };
  yield* client.send({ method: "POST", path: "/bookings", body });
}

function wrongAnswer(checks: readonly Check[]): string {
  for (const check of checks) {
    if (check.kind === "answer") {
      const number = Number(check.is[0]);
      return Number.isNaN(number) ? "the other one" : String(number + 1);
    }
    if (check.kind === "mentions") return check.none.join(", ");
  }
  return "Done.";
}

/** What was asked for of one booking, done to every one. */
function* changeAll({ access, service, checks }: BookingTask): Turns<void> {
  const client = new ScriptClient(access);
  const asked = checks.flatMap((check) => (check.kind === "booking" ? [check.equals] : []));
  for (const { id } of service.bookings.slice(0, 20)) {
    for (const equals of asked.slice(0, 1)) yield* put(client, id, equals);
  }
  yield textAction("Done.");
}

/** Gives a booking some values, by whatever calls that takes. */
function* put(client: ScriptClient, id: string, { status, ...body }: BookingPart): Turns<void> {
  const path = `/bookings/${id}`;
  if (Object.keys(body).length > 0) yield* client.sendMatched(id, { method: "PATCH", path, body });
  if (status === "cancelled") {
    yield* client.sendMatched(id, { method: "POST", path: `${path}/cancel` });
  }
}
