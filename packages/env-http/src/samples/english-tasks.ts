import type { BookingTask } from "../task/booking-task.ts";
import { harbourHouse } from "./harbour-house.ts";
import { cancelBooking, changeBooking } from "./solution-steps.ts";

type Sample = Omit<BookingTask, "meanwhile"> &
  Partial<Pick<BookingTask, "meanwhile">> & {
    readonly id: string;
    readonly difficulty: string;
    readonly tags: readonly string[];
  };

const account = { user: "dana.fox", password: "heron-lamp-41" };
const base = { today: "2026-03-09", access: account, service: harbourHouse } as const;
const given = { ...base, access: { token: "tok-5f2c81d09a" } } as const;
const noDelete = { kind: "no-request", method: "DELETE" } as const;

/** Tasks of an English office. */
export const englishTasks: readonly Sample[] = [
  {
    ...given,
    id: "find-the-room",
    difficulty: "easy",
    tags: ["question"],
    query:
      "In which room is the meeting Quarterly numbers going to take place this week? Answer with the room's name.",
    checks: [{ kind: "answer", is: ["Elm", "Room Elm"] }],
    solution: [
      {
        method: "GET",
        path: "/bookings?q=quarterly&status=confirmed",
        save: { room: "/items/0/space" },
      },
      { method: "GET", path: "/rooms/{{room}}", save: { name: "/name" } },
      { say: "{{name}}" },
    ],
  },
  {
    ...base,
    id: "cancel-an-interview",
    difficulty: "easy",
    tags: ["cancel"],
    query:
      "The designer whom we were to see on Wednesday the 11th at ten has taken another job. Please call that interview off, but keep the entry: we need it for the statistics. The second round in the afternoon is someone else's and stays.",
    checks: [{ kind: "booking", id: "b-111", equals: { status: "cancelled" } }, noDelete],
    solution: [
      ...cancelBooking("b-111"),
      { say: "The interview on Wednesday at ten is cancelled." },
    ],
  },
  {
    ...base,
    id: "more-visitors",
    difficulty: "easy",
    tags: ["change"],
    query:
      'The Supplier visit on Tuesday will be nine people instead of six. Set that, and make its note read "Coffee for nine."',
    checks: [{ kind: "booking", id: "b-107", equals: { headcount: 9, notes: "Coffee for nine." } }],
    solution: [
      ...changeBooking("b-107", { headcount: 9, notes: "Coffee for nine." }),
      { say: "The visit is for nine now." },
    ],
  },
  {
    ...base,
    id: "book-a-room",
    difficulty: "medium",
    tags: ["create"],
    query:
      'Book Willow for Priya Nair on Friday, 13 March, from 10:00 to 11:30: "First week: Ruiz", five people. Tell me the id of the booking.',
    checks: [
      {
        kind: "new-booking",
        told: true,
        equals: {
          title: "First week: Ruiz",
          space: "r-3",
          held_by: "p-3",
          starts_at: "2026-03-13T10:00",
          ends_at: "2026-03-13T11:30",
          headcount: 5,
          status: "confirmed",
        },
      },
    ],
    solution: [
      { method: "GET", path: "/people?q=priya", save: { priya: "/items/0/id" } },
      {
        method: "POST",
        path: "/bookings",
        body: {
          title: "First week: Ruiz",
          space: "r-3",
          held_by: "{{priya}}",
          starts_at: "2026-03-13T10:00",
          ends_at: "2026-03-13T11:30",
          headcount: 5,
        },
        save: { id: "/id" },
      },
      { say: "Booked.\n{{id}}" },
    ],
  },
  {
    ...base,
    id: "a-larger-room",
    difficulty: "medium",
    tags: ["change"],
    query:
      "Jonas's Design review on Thursday will be ten people, and they need a screen. Find a room on the second floor that takes them at the same time, and move it there.",
    checks: [{ kind: "booking", id: "b-118", equals: { space: "r-2", headcount: 10 } }, noDelete],
    solution: [
      { method: "GET", path: "/rooms?floor=2&min_seats=10&equipment=screen" },
      { method: "GET", path: "/bookings?space=r-2&from=2026-03-12&to=2026-03-12" },
      ...changeBooking("b-118", { space: "r-2", headcount: 10 }),
      { say: "The review is in Birch." },
    ],
  },
  {
    ...base,
    id: "count-of-sales",
    difficulty: "medium",
    tags: ["question"],
    query:
      "How many bookings that are not cancelled do people of the Sales team hold from Monday, 9 March, to Friday, 13 March? Answer with the number.",
    checks: [{ kind: "answer", is: ["10", "ten"] }],
    solution: [
      { method: "GET", path: "/people?team=sales" },
      ...["p-2", "p-3", "p-8"].map((person) => ({
        method: "GET" as const,
        path: `/bookings?held_by=${person}&status=confirmed&from=2026-03-09&to=2026-03-13`,
      })),
      { say: "10" },
    ],
  },
  {
    ...given,
    id: "free-rooms",
    difficulty: "medium",
    tags: ["question"],
    query:
      "Which rooms on the second floor are free all the time from 13:00 to 15:00 on Wednesday, 11 March? Answer with the names of the free ones alone, with commas between them.",
    checks: [
      {
        kind: "mentions",
        all: ["Oak", "Maple", "Rowan"],
        none: ["Birch", "Cedar", "Willow", "Ash", "Elm"],
      },
    ],
    solution: [
      { method: "GET", path: "/rooms?floor=2" },
      {
        method: "GET",
        path: "/bookings?status=confirmed&from=2026-03-11T13:00&to=2026-03-11T15:00",
      },
      { say: "Oak, Maple, Rowan" },
    ],
  },
  {
    ...base,
    id: "swap-two-rooms",
    difficulty: "hard",
    tags: ["change"],
    query:
      "On Thursday at eleven the Usability session sits in a room without a screen, and the Contract review in one that has a screen that it does not need. Let them swap rooms. Times stay, and nothing may be deleted or made anew.",
    checks: [
      { kind: "booking", id: "b-132", equals: { space: "r-8" } },
      { kind: "booking", id: "b-133", equals: { space: "r-2" } },
      noDelete,
      { kind: "no-request", method: "POST", path: "/bookings" },
    ],
    solution: [
      ...changeBooking("b-132", { space: "r-4" }),
      ...changeBooking("b-133", { space: "r-2" }),
      ...changeBooking("b-132", { space: "r-8" }),
      { say: "They have swapped rooms, by way of Oak." },
    ],
  },
  {
    ...base,
    id: "hand-over",
    difficulty: "hard",
    tags: ["change", "cancel", "many"],
    query:
      "Today is Tom Reyes's last day. Give all his bookings from tomorrow on to Priya Nair, but cancel his one-to-ones (their titles begin with 1:1). Today's stay with him. Delete nothing.",
    checks: [
      ...["b-108", "b-116", "b-121", "b-125", "b-128"].map((id) => ({
        kind: "booking" as const,
        id,
        equals: { held_by: "p-3" },
      })),
      { kind: "booking", id: "b-124", equals: { status: "cancelled" } },
      noDelete,
    ],
    solution: [
      { method: "GET", path: "/bookings?held_by=p-2&status=confirmed&from=2026-03-10" },
      ...["b-108", "b-116", "b-121", "b-125", "b-128"].flatMap((id) =>
        changeBooking(id, { held_by: "p-3" }),
      ),
      ...cancelBooking("b-124"),
      { say: "Priya holds five of his bookings now; the one-to-one on Friday is cancelled." },
    ],
  },
  {
    ...base,
    id: "add-to-a-note",
    difficulty: "hard",
    tags: ["change", "stale"],
    query:
      'Add "Bring printed slides." to the end of the note of Friday\'s Board preparation, after a space. Lena works on that note, too: whatever she writes must stay.',
    meanwhile: [{ id: "b-123", set: { notes: "Catering ordered for 12." } }],
    checks: [
      {
        kind: "booking",
        id: "b-123",
        equals: { notes: "Catering ordered for 12. Bring printed slides." },
      },
    ],
    solution: [
      ...changeBooking("b-123", { notes: "Catering ordered for 10. Bring printed slides." }),
      {
        method: "GET",
        path: "/bookings/b-123",
        save: { etag: "etag", notes: "/notes" },
      },
      {
        method: "PATCH",
        path: "/bookings/b-123",
        headers: { "If-Match": "{{etag}}" },
        body: { notes: "{{notes}} Bring printed slides." },
      },
      { say: "Added. Catering had been changed to 12 meanwhile, and that stayed." },
    ],
  },
];
