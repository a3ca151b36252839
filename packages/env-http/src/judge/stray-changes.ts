import type { Booking } from "../service/service-data.ts";
import type { Check } from "../task/booking-task.ts";

/**
 * What is different from how it was although no check asks for it: one line per booking. A field that a
 * check names is for that check to judge.
 */
export function strayChanges(
  checks: readonly Check[],
  { before, after }: { readonly before: readonly Booking[]; readonly after: readonly Booking[] },
): readonly string[] {
  const gone = new Set(checks.flatMap((check) => (check.kind === "no-booking" ? [check.id] : [])));
  const lost = before
    .filter(({ id }) => !after.some((booking) => booking.id === id))
    // A check that names it says so, too.
    .filter(({ id }) => !gone.has(id))
    .map(({ id }) => `${id}: deleted`);
  const changed = before.flatMap((booking) => {
    const now = after.find(({ id }) => id === booking.id);
    if (now === undefined) return [];
    const asked = new Set(
      checks.flatMap((check) =>
        check.kind === "booking" && check.id === booking.id ? Object.keys(check.equals) : [],
      ),
    );
    const values: Readonly<Record<string, unknown>> = { ...now };
    const others = Object.entries(booking)
      .filter(([field, value]) => !asked.has(field) && values[field] !== value)
      .map(
        ([field, value]) => `${field} ${JSON.stringify(value)} → ${JSON.stringify(values[field])}`,
      );
    return others.length === 0 ? [] : [`${booking.id}: ${others.join(", ")}`];
  });
  const fresh = after.filter(({ id }) => !before.some((booking) => booking.id === id));
  const wanted = checks.flatMap((check) => (check.kind === "new-booking" ? [check.equals] : []));
  const extra = fresh.filter((booking) => {
    const values: Readonly<Record<string, unknown>> = { ...booking };
    const index = wanted.findIndex((equals) =>
      Object.entries(equals).every(([field, value]) => values[field] === value),
    );
    if (index >= 0) wanted.splice(index, 1);
    return index < 0;
  });
  return [
    ...lost,
    ...changed,
    ...extra.map(({ id, title }) => `${id}: made, ${JSON.stringify(title)}`),
  ];
}
