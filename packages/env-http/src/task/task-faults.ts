import { bookingFaults, overlapping } from "../service/booking-rules.ts";
import type { Booking } from "../service/service-data.ts";
import type { BookingTask, Check } from "./booking-task.ts";

/** What a schema can't say of a task: one line per fault. */
export function taskFaults(task: BookingTask): readonly string[] {
  return [
    ...serviceFaults(task),
    ...meanwhileFaults(task),
    ...task.checks.flatMap((check, index) =>
      checkFaults(check, task).map((fault) => `checks.${index}: ${fault}`),
    ),
    ...(task.checks.every(({ kind }) => kind === "no-request")
      ? ["checks: nothing is asked for, so that doing nothing would solve it"]
      : []),
    ...alikeFaults(task.checks),
    ...solutionFaults(task),
  ];
}

function solutionFaults({ solution }: BookingTask): readonly string[] {
  const saved = new Set<string>();
  const faults = solution.flatMap((step, index) => {
    const placeholders = JSON.stringify(step).matchAll(/\{\{(\w+)\}\}/g);
    const named = new Set([...placeholders].map(([, name = ""]) => name));
    const unknown = [...named].filter((name) => !saved.has(name));
    if ("save" in step) for (const name of Object.keys(step.save ?? {})) saved.add(name);
    return [
      ...unknown.map((name) => `solution.${index}: no step before it saves {{${name}}}`),
      ...("say" in step && index < solution.length - 1
        ? [`solution.${index}: what is said ends the episode, and stands last`]
        : []),
    ];
  });
  const last = solution.at(-1);
  const isSaid = last !== undefined && "say" in last;
  return isSaid ? faults : [...faults, "solution: its last step must say something"];
}

function serviceFaults({ service }: BookingTask): readonly string[] {
  const { people, rooms, bookings } = service;
  return [
    ...Object.entries({ people, rooms, bookings }).flatMap(([list, rows]) =>
      twice(rows.map(({ id }) => id)).map((id) => `service.${list}: ${id} is there twice`),
    ),
    ...bookings.flatMap((booking, index) => [
      ...bookingFaults(booking, service).map(
        ([pointer, detail]) => `service.bookings.${index}${pointer.replace("/", ".")}: ${detail}`,
      ),
      ...overlapping(booking, bookings.slice(0, index)).map(
        ({ id }) => `service.bookings.${index}: ${booking.id} takes the room of ${id}`,
      ),
    ]),
  ];
}

function meanwhileFaults({ meanwhile, service: { bookings } }: BookingTask): readonly string[] {
  return meanwhile.flatMap(({ id }, index) =>
    bookings.some((booking) => booking.id === id)
      ? []
      : [`meanwhile.${index}: there is no booking ${id}`],
  );
}

function checkFaults(check: Check, { service, meanwhile }: BookingTask): readonly string[] {
  if (check.kind !== "booking" && check.kind !== "no-booking") return [];
  const booking = service.bookings.find(({ id }) => id === check.id);
  if (booking === undefined) return [`there is no booking ${check.id}`];
  if (check.kind === "no-booking") return [];
  // Whether or not the others' changes come about.
  let known: Booking = booking;
  const states = [booking];
  for (const { id, set } of meanwhile) {
    if (id === check.id) states.push((known = { ...known, ...set }));
  }
  return states.some((state) => holds(state, check.equals)) ? ["it holds already"] : [];
}

/** Two new bookings that one could be taken for. */
function alikeFaults(checks: readonly Check[]): readonly string[] {
  const fresh = checks.flatMap((check, index) =>
    check.kind === "new-booking" ? [{ equals: check.equals, index }] : [],
  );
  return fresh.flatMap(({ equals, index }, place) =>
    fresh
      .slice(0, place)
      .filter((other) => {
        const shared = { ...equals, ...other.equals };
        return holds(shared, equals) && holds(shared, other.equals);
      })
      .map(
        (other) =>
          `checks.${index}: one booking could be this one and that of checks.${other.index}`,
      ),
  );
}

function holds(booking: object, equals: object): boolean {
  const values: Readonly<Record<string, unknown>> = { ...booking };
  return Object.entries(equals).every(([field, value]) => values[field] === value);
}

function twice(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
