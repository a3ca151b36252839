import * as z from "zod";

import type { Meanwhile } from "../service/bookings.ts";
import type { Access } from "../service/create-app.ts";
import {
  type Booking,
  bookingPartSchema,
  type ServiceData,
  serviceDataSchema,
} from "../service/service-data.ts";

/** Some fields of a booking and their values. */
export type BookingPart = Partial<Omit<Booking, "id">>;

/** Something that must hold in the end. */
export type Check =
  /** This booking is there, with these values. Its other fields are as they were. */
  | { readonly kind: "booking"; readonly id: string; readonly equals: BookingPart }
  /** There is a booking that was not there before, with these values. */
  | {
      readonly kind: "new-booking";
      readonly equals: BookingPart;
      /** Its id must be in what the agent says last. */
      readonly told?: boolean;
    }
  /** This booking is deleted. */
  | { readonly kind: "no-booking"; readonly id: string }
  /** No such request was sent, whatever came of it. */
  | {
      readonly kind: "no-request";
      readonly method: string;
      /** Its path, or what its path lies under. Default: any path. */
      readonly path?: string;
    }
  /** The last line of what the agent says last is one of these. */
  | { readonly kind: "answer"; readonly is: readonly string[] }
  /** What the agent says last names all of these, and none of the others. */
  | {
      readonly kind: "mentions";
      readonly all: readonly string[];
      readonly none: readonly string[];
    };

/** One step of a reference solution. */
export type SolutionStep =
  | {
      readonly method: "GET" | "POST" | "PATCH" | "DELETE";
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: Readonly<Record<string, unknown>>;
      /** What later steps may name as `{{name}}`: a JSON pointer into the body, or a header's name. */
      readonly save?: Readonly<Record<string, string>>;
    }
  | { readonly say: string };

/** A task's data. */
export interface BookingTask {
  readonly query: string;
  readonly today: string;
  readonly access: Access;
  readonly service: ServiceData;
  readonly meanwhile: readonly Meanwhile[];
  readonly checks: readonly Check[];
  readonly solution: readonly SolutionStep[];
}

const line = z.string().min(1);
const part = bookingPartSchema.refine((value) => Object.keys(value).length > 0, "names no field");

const checkSchema: z.ZodType<Check> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("booking"), id: line, equals: part }),
  z.strictObject({
    kind: z.literal("new-booking"),
    equals: part,
    told: z.boolean().exactOptional().describe("Its id must be in what the agent says last."),
  }),
  z.strictObject({ kind: z.literal("no-booking"), id: line }),
  z.strictObject({
    kind: z.literal("no-request"),
    method: z.enum(["POST", "PUT", "PATCH", "DELETE"]),
    path: z
      .string()
      .startsWith("/")
      .exactOptional()
      .describe("Its path, or what its path lies under; any when absent."),
  }),
  z.strictObject({
    kind: z.literal("answer"),
    is: z.array(line).min(1).describe("What the last line of the last message may be."),
  }),
  z.strictObject({
    kind: z.literal("mentions"),
    all: z.array(line).min(1).describe("What the last message must name."),
    none: z.array(line).min(1).describe("What it must not name: the wrong answers."),
  }),
]);

const solutionSchema: z.ZodType<SolutionStep> = z.union([
  z.strictObject({ say: z.string().describe("The last message.") }),
  z.strictObject({
    method: z.enum(["GET", "POST", "PATCH", "DELETE"]),
    path: z.string().startsWith("/"),
    headers: z.record(z.string(), z.string()).exactOptional(),
    body: z.record(z.string(), z.unknown()).exactOptional(),
    save: z
      .record(z.string().regex(/^\w+$/), line)
      .exactOptional()
      .describe("Names for {{name}} in later steps: a JSON pointer into the body, or a header."),
  }),
]);

/** What a task is. Well-known fields (`id`, `language`, `tags`, …) are let through. */
export const bookingTaskSchema: z.ZodType<BookingTask> = z.strictObject({
  query: line.describe("What the agent is asked, in the words of whoever asks."),
  today: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .describe("The day on which it is asked."),
  access: z
    .union([
      z.strictObject({ token: z.string().regex(/^[\w-]{8,100}$/) }),
      z.strictObject({ user: line, password: line }),
    ])
    .describe("What the agent is told: a token, or a user and a password to log in with."),
  service: serviceDataSchema.describe("What the service knows at the start."),
  meanwhile: z
    .array(z.strictObject({ id: line, set: bookingPartSchema }))
    .default([])
    .describe("Changes by others: each happens right after that booking was first read alone."),
  checks: z
    .array(checkSchema)
    .min(1)
    .describe("What must hold in the end. That all else is as it was need not be said."),
  solution: z
    .array(solutionSchema)
    .min(1)
    .describe("The requests that solve it, and the last message. Logging in goes without saying."),
});
