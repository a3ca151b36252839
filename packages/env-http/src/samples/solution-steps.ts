import type { SolutionStep } from "../task/booking-task.ts";

/** The requests that change some fields of a booking. */
export function changeBooking(
  id: string,
  body: Readonly<Record<string, unknown>>,
): readonly SolutionStep[] {
  return [
    { method: "GET", path: `/bookings/${id}`, save: { etag: "etag" } },
    { method: "PATCH", path: `/bookings/${id}`, headers: { "If-Match": "{{etag}}" }, body },
  ];
}

/** The requests that cancel a booking. */
export function cancelBooking(id: string): readonly SolutionStep[] {
  return [
    { method: "GET", path: `/bookings/${id}`, save: { etag: "etag" } },
    { method: "POST", path: `/bookings/${id}/cancel`, headers: { "If-Match": "{{etag}}" } },
  ];
}
