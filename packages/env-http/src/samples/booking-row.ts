import type { Booking } from "../service/service-data.ts";

/** A booking as a line of a table: on one day of March 2026, from one hour to another. */
export function bookingRow(
  id: number,
  title: string,
  [space, holder, headcount]: readonly [space: number, holder: number, headcount: number],
  [day, from, to]: readonly [day: number, from: string, to: string],
  rest: Partial<Pick<Booking, "notes" | "status">> = {},
): Booking {
  const date = `2026-03-${String(day).padStart(2, "0")}`;
  return {
    id: `b-${id}`,
    title,
    space: `r-${space}`,
    held_by: `p-${holder}`,
    starts_at: `${date}T${from}`,
    ends_at: `${date}T${to}`,
    headcount,
    status: "confirmed",
    notes: "",
    ...rest,
  };
}
