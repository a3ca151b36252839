import type { Booking, ServiceData } from "./service-data.ts";

const opens = "07:00";
const closes = "22:00";

/** What is wrong with a booking by itself: a JSON pointer and what is the matter, for each fault. */
export function bookingFaults(
  booking: Booking,
  { rooms, people }: Pick<ServiceData, "rooms" | "people">,
): readonly (readonly [pointer: string, detail: string])[] {
  const { space, held_by: holder, starts_at: start, ends_at: end, headcount } = booking;
  const room = rooms.find(({ id }) => id === space);
  const [day = "", from = ""] = start.split("T");
  const [lastDay = "", until = ""] = end.split("T");
  const faults: (readonly [string, string] | false)[] = [
    room === undefined && ["/space", `There is no room ${space}.`],
    room !== undefined &&
      headcount > room.seats && [
        "/headcount",
        `${room.name} has ${room.seats} seats, and ${headcount} people come.`,
      ],
    !people.some(({ id }) => id === holder) && ["/held_by", `There is no person ${holder}.`],
    !isDay(day) && ["/starts_at", `There is no day ${day}.`],
    lastDay !== day && ["/ends_at", "A booking ends on the day on which it begins."],
    lastDay === day && until <= from && ["/ends_at", "It ends before it begins."],
    from < opens && ["/starts_at", `The house opens at ${opens}.`],
    until > closes && ["/ends_at", `The house closes at ${closes}.`],
  ];
  return faults.filter((fault) => fault !== false);
}

/** The other confirmed bookings of the same room at the same time. */
export function overlapping(booking: Booking, all: readonly Booking[]): readonly Booking[] {
  if (booking.status === "cancelled") return [];
  return all.filter(
    (other) =>
      other.id !== booking.id &&
      other.status === "confirmed" &&
      other.space === booking.space &&
      other.starts_at < booking.ends_at &&
      booking.starts_at < other.ends_at,
  );
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
