import { invalid } from "./problem.ts";
import type { Booking, Person, Room } from "./service-data.ts";

type Filters<Row> = Readonly<Record<string, (row: Row, value: string) => boolean>>;

/** The people that a request's query asks for. @throws Problem (422) for a filter that there is not. */
export function listPeople(people: readonly Person[], url: URL): readonly Person[] {
  return filtered(people, url, {
    q: ({ name }, value) => holds(name, value),
    team: ({ team }, value) => team.toLowerCase() === value.toLowerCase(),
  });
}

/** The rooms that a request's query asks for. @throws Problem (422) for a filter that there is not. */
export function listRooms(rooms: readonly Room[], url: URL): readonly Room[] {
  return filtered(rooms, url, {
    floor: ({ floor }, value) => floor === Number(value),
    min_seats: ({ seats }, value) => seats >= Number(value),
    equipment: ({ equipment }, value) => equipment.some((one) => holds(one, value)),
  });
}

/** The bookings that a request's query asks for. @throws Problem (422) for a filter that there is not. */
export function listBookings(bookings: readonly Booking[], url: URL): readonly Booking[] {
  return filtered(bookings, url, {
    space: ({ space }, value) => space === value,
    held_by: ({ held_by: holder }, value) => holder === value,
    status: ({ status }, value) => status === value,
    q: ({ title }, value) => holds(title, value),
    // A day alone is all of it: "2026-03-12" stands before each of its times, and ":" after them.
    from: ({ ends_at: end }, value) => end > value,
    to: ({ starts_at: start }, value) => start < (value.includes("T") ? value : `${value}T:`),
  });
}

function filtered<Row>(rows: readonly Row[], url: URL, filters: Filters<Row>): readonly Row[] {
  const asked = [...url.searchParams].filter(([name]) => name !== "cursor" && name !== "limit");
  const unknown = asked.filter(([name]) => !Object.hasOwn(filters, name));
  if (unknown.length > 0) {
    const known = Object.keys(filters).join(", ");
    throw invalid(unknown.map(([name]) => [`/${name.slice(0, 100)}`, `Filters are: ${known}.`]));
  }
  return rows.filter((row) => asked.every(([name, value]) => filters[name]?.(row, value) ?? false));
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
