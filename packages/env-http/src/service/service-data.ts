import * as z from "zod";

/** Someone who may hold bookings. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly team: string;
}

/** A room that can be booked. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly floor: number;
  /** How many people it takes. */
  readonly seats: number;
  readonly equipment: readonly string[];
}

/** One booking. Times are local, as in `2026-03-12T09:30`. */
export interface Booking {
  readonly id: string;
  readonly title: string;
  /** The room's id. The service calls it so, whatever one would expect. */
  readonly space: string;
  /** The person's id. */
  readonly held_by: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly headcount: number;
  readonly status: "confirmed" | "cancelled";
  readonly notes: string;
}

/** Fields of a booking that a client may set. */
export type BookingFields = Partial<Omit<Booking, "id" | "status">>;

/** Everything that the service knows. */
export interface ServiceData {
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
  readonly bookings: readonly Booking[];
}

const text = (most: number): z.ZodType<string> =>
  z
    .string()
    .max(most)
    // No control characters but line ends and tabs, and no halves of characters.
    .regex(/^(?:[^\p{Surrogate}\p{Cc}]|[\t\n\r])*$/u, "holds characters that are none");
const name: z.ZodType<string> = text(200).refine((value) => value.trim() !== "", "is empty");
const id: z.ZodType<string> = z.string().regex(/^[a-z]+-\d{1,9}$/, "is no id");
const time: z.ZodType<string> = z
  .string()
  .regex(
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):(?:00|15|30|45)$/,
    "is no time such as 2026-03-12T09:30, at a quarter of an hour",
  );

const settable = {
  title: name.describe("What it is about."),
  space: id.describe("The room's id."),
  held_by: id.describe("The id of the person who holds it."),
  starts_at: time.describe("Local time, as in 2026-03-12T09:30, at a quarter of an hour."),
  ends_at: time.describe("Local time, on the same day."),
  headcount: z.int().min(1).max(1000).describe("How many people come."),
  notes: text(2000).describe("Whatever else is to be known."),
};
const status = z.enum(["confirmed", "cancelled"]).describe("Cancelled ones keep no room.");

/** What a client sends to make a booking. */
export const newBookingSchema: z.ZodType<Omit<Booking, "id" | "status">> = z.strictObject({
  ...settable,
  notes: settable.notes.default(""),
});

/** What a client sends to change one. */
export const bookingChangeSchema: z.ZodType<BookingFields> = z.strictObject(exactly(settable));

/** Some fields of a booking, as checks name them. */
export const bookingPartSchema: z.ZodType<Partial<Omit<Booking, "id">>> = z.strictObject({
  ...exactly(settable),
  status: status.exactOptional(),
});

/** The service's data, as a task brings them. */
export const serviceDataSchema: z.ZodType<ServiceData> = z.strictObject({
  people: z
    .array(z.strictObject({ id, name, team: name }))
    .min(1)
    .max(200)
    .describe("Who may hold bookings."),
  rooms: z
    .array(
      z.strictObject({
        id,
        name,
        floor: z.int().min(-9).max(200).describe("On which floor it is."),
        seats: z.int().min(1).max(1000).describe("How many people it takes."),
        equipment: z.array(name).max(20).describe("What is in it."),
      }),
    )
    .min(1)
    .max(200)
    .describe("What can be booked."),
  bookings: z
    .array(z.strictObject({ id, ...settable, status }))
    .max(1000)
    .describe("What is booked at the start."),
});

function exactly<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
): { [Field in keyof Shape]: z.ZodExactOptional<Shape[Field]> } {
  return Object.fromEntries(
    Object.entries(shape).map(([field, schema]) => [field, schema.exactOptional()]),
  ) as { [Field in keyof Shape]: z.ZodExactOptional<Shape[Field]> };
}
