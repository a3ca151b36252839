import {
  finalAnswer,
  type GradeInput,
  type Json,
  type TypedTask,
  type Verdict,
} from "@agent-gym/core";

import type { LoggedRequest } from "../service/create-app.ts";
import type { Booking } from "../service/service-data.ts";
import type { BookingTask, Check } from "../task/booking-task.ts";
import { lastLineIs, names } from "./read-answer.ts";
import { strayChanges } from "./stray-changes.ts";

/** What an episode left: all that it is judged by, besides what the agent said. */
export interface BookingEvidence {
  /** Every booking, as it was in the end. */
  readonly bookings: readonly Booking[];
  /** What reached the service, in order. */
  readonly requests: readonly LoggedRequest[];
  /** Which of the task's `meanwhile` came about, by their place. */
  readonly meanwhile: readonly number[];
}

/** What became of a check. */
interface Checked {
  readonly kind: string;
  /** What it is about, in words. */
  readonly name: string;
  readonly passed: boolean;
  readonly expected: Json;
  readonly found: Json;
}

/**
 * What an episode is worth: the share of what was asked for that holds, and nothing when something
 * else was changed, or a forbidden request sent.
 */
export function judgeBookings({
  task: { input },
  evidence: { data },
  transcript,
}: GradeInput<TypedTask<BookingTask>, BookingEvidence>): Verdict {
  const before = beforeAgent(input, data);
  const fresh = data.bookings.filter(({ id }) => before.every((booking) => booking.id !== id));
  const answer = finalAnswer(transcript) ?? "";
  const checks = input.checks.map((check) => judge(check, { data, fresh, answer }));
  const stray = strayChanges(input.checks, { before, after: data.bookings });
  const all: readonly Checked[] = [
    ...checks,
    {
      kind: "unchanged",
      name: "everything else",
      passed: stray.length === 0,
      expected: "as it was",
      found: stray.length === 0 ? "as it was" : stray,
    },
  ];
  const share = (kinds: (kind: string) => boolean): number | undefined => {
    const some = all.filter(({ kind }) => kinds(kind));
    return some.length === 0 ? undefined : some.filter(({ passed }) => passed).length / some.length;
  };
  const conduct = share((kind) => kind === "no-request");
  const unchanged = stray.length === 0 ? 1 : 0;
  const asked = share((kind) => kind !== "no-request" && kind !== "unchanged") ?? 0;
  return {
    reward: unchanged === 1 && (conduct ?? 1) === 1 ? asked : 0,
    scores: { asked, unchanged, ...(conduct === undefined ? {} : { conduct }) },
    details: { checks: all as unknown as Json },
  };
}

/** The bookings as the agent found them, and as others changed them meanwhile. */
function beforeAgent(
  { service, meanwhile }: BookingTask,
  { meanwhile: happened }: BookingEvidence,
): readonly Booking[] {
  return service.bookings.map((booking) =>
    happened.reduce((known, index) => {
      const change = meanwhile[index];
      return change?.id === booking.id ? { ...known, ...change.set } : known;
    }, booking),
  );
}

/** What became of one check. */
function judge(
  check: Check,
  {
    data,
    fresh,
    answer,
  }: {
    readonly data: BookingEvidence;
    readonly fresh: readonly Booking[];
    readonly answer: string;
  },
): Checked {
  switch (check.kind) {
    case "booking": {
      const booking = data.bookings.find(({ id }) => id === check.id);
      const found = booking === undefined ? "it is gone" : fieldsOf(booking, check.equals);
      return checked(check.kind, check.id, { expected: { ...check.equals }, found });
    }
    case "new-booking":
      return judgeNewBooking(check, fresh, answer);
    case "no-booking": {
      const there = data.bookings.some(({ id }) => id === check.id);
      const found = there ? "it is there" : "it is gone";
      return checked(check.kind, check.id, { expected: "it is gone", found });
    }
    case "no-request": {
      const { method, path = "/" } = check;
      const sent = data.requests.filter(
        (request) => request.method === method && isUnder(request.path, path),
      );
      const expected = "never sent";
      const found = sent.length === 0 ? expected : sent.map((one) => one.path).slice(0, 10);
      return checked(check.kind, `${method} ${path}`, { expected, found });
    }
    case "answer": {
      const passed = lastLineIs(answer, check.is);
      const found = answer.trimEnd().split("\n").at(-1)?.slice(0, 500) ?? "";
      return { kind: check.kind, name: "the last line", passed, expected: [...check.is], found };
    }
    case "mentions": {
      const misses = check.all.filter((one) => !names(answer, one));
      const wrong = check.none.filter((one) => names(answer, one));
      return {
        kind: check.kind,
        name: "the last message",
        passed: misses.length === 0 && wrong.length === 0,
        expected: { names: [...check.all], "does not name": [...check.none] },
        found: { misses, "names wrongly": wrong },
      };
    }
    default:
      return check satisfies never;
  }
}

function judgeNewBooking(
  { kind, equals, told = false }: Extract<Check, { readonly kind: "new-booking" }>,
  fresh: readonly Booking[],
  answer: string,
): Checked {
  const right = fresh.find((booking) => same(fieldsOf(booking, equals), equals));
  const shown = right ?? fresh.at(-1);
  const isTold = right !== undefined && names(answer, right.id);
  return {
    kind,
    name: "a new booking",
    passed: right !== undefined && (isTold || !told),
    expected: { ...equals, ...(told ? { "its id is told": true } : {}) },
    found:
      shown === undefined
        ? "no new booking"
        : {
            id: shown.id,
            ...fieldsOf(shown, equals),
            ...(told ? { "its id is told": isTold } : {}),
          },
  };
}

/** Whether a path is another, with or without a query, or lies under it. */
function isUnder(path: string, other: string): boolean {
  const [place = ""] = path.split("?", 1);
  return other === "/" || place === other || place.startsWith(`${other}/`);
}

function checked(
  kind: string,
  name: string,
  { expected, found }: { readonly expected: Json; readonly found: Json },
): Checked {
  return { kind, name, passed: same(expected, found), expected, found };
}

function fieldsOf(booking: Booking, fields: object): { readonly [field: string]: Json } {
  const values: { readonly [field: string]: Json } = { ...booking };
  return Object.fromEntries(Object.keys(fields).map((field) => [field, values[field] ?? null]));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
