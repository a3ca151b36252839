import type { JsonObject } from "@agent-gym/core";

import { RateLimit } from "./rate-limit.ts";

const booking: JsonObject = {
  type: "object",
  properties: {
    id: { type: "string", readOnly: true },
    title: { type: "string" },
    space: { type: "string", description: "Id of the room." },
    held_by: { type: "string", description: "Id of the person who holds it." },
    starts_at: { type: "string", description: "Local, as 2026-03-12T09:30; quarters of an hour." },
    ends_at: { type: "string", description: "On the same day." },
    headcount: { type: "integer", description: "At most the seats of the room." },
    status: { enum: ["confirmed", "cancelled"], readOnly: true },
    notes: { type: "string" },
  },
};
const ifMatch = {
  name: "If-Match",
  in: "header",
  required: true,
  description:
    "The ETag of the booking as you read it. 428 without, 412 when it changed since; no *.",
};
const taken = "Its room is taken then: `conflicts_with`.";

function query(name: string, description: string): JsonObject {
  return { name, in: "query", description, schema: { type: "string" } };
}

function answers(entries: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(entries).map(([status, description]) => [status, { description }]),
  );
}

/** The service as an OpenAPI document. Paths hold no address: the same for every episode. */
export function describeService({
  pageSize,
  burst,
}: {
  /** Rows of a page. */
  readonly pageSize: number;
  /** Requests in a row that are answered; 0 for any number. */
  readonly burst: number;
}): JsonObject {
  const paging: JsonObject[] = [
    query("cursor", "From `next` of the page before."),
    query("limit", `Rows of a page: ${pageSize} unless told, at most ${pageSize * 2}.`),
  ];
  const pages = "A page: `items`, `total`, and `next`, the path of the next page or null.";
  const limit =
    burst === 0
      ? ""
      : ` After ${burst} requests in a row it answers 429: wait as long as Retry-After says, ${RateLimit.pause} seconds at most.`;
  return {
    openapi: "3.1.0",
    info: {
      title: "Room bookings",
      version: "3",
      description: `Everything but this page and POST /sessions needs the header "Authorization: Bearer TOKEN". Bodies are JSON; refusals are problem details (application/problem+json).${limit}`,
    },
    paths: {
      "/sessions": {
        post: {
          summary: "Log in.",
          requestBody: { user: "string", password: "string" },
          responses: answers({ 201: "`token`: send it as a bearer token.", 401: "Wrong." }),
        },
      },
      "/people": {
        get: {
          summary: "Who may hold bookings.",
          parameters: [
            query("q", "Part of the name."),
            query("team", "The team's name."),
            ...paging,
          ],
          responses: answers({ 200: pages }),
        },
      },
      "/people/{id}": {
        get: { summary: "One of them.", responses: answers({ 200: "", 404: "" }) },
      },
      "/rooms": {
        get: {
          summary: "What can be booked.",
          parameters: [
            query("floor", "On which floor."),
            query("min_seats", "At least so many seats."),
            query("equipment", "What must be in it."),
            ...paging,
          ],
          responses: answers({ 200: pages }),
        },
      },
      "/rooms/{id}": { get: { summary: "One of them.", responses: answers({ 200: "", 404: "" }) } },
      "/bookings": {
        get: {
          summary: "Bookings, in the order in which they were made, cancelled ones too.",
          parameters: [
            query("space", "Of this room."),
            query("held_by", "Of this person."),
            query("status", "confirmed or cancelled."),
            query("q", "Part of the title."),
            query("from", "Ends after this time (2026-03-12T09:30) or on or after this day."),
            query("to", "Begins before this time, or on or before this day."),
            ...paging,
          ],
          responses: answers({ 200: pages }),
        },
        post: {
          summary: "Book a room.",
          requestBody: { $ref: "#/components/schemas/Booking" },
          responses: answers({ 201: "The booking, with its id.", 409: taken, 422: "`errors`." }),
        },
      },
      "/bookings/{id}": {
        get: { summary: "One booking, and its ETag.", responses: answers({ 200: "", 404: "" }) },
        patch: {
          summary: "Change some fields of it.",
          parameters: [ifMatch],
          requestBody: { $ref: "#/components/schemas/Booking" },
          responses: answers({
            200: "As it is now.",
            409: `Cancelled. Or: ${taken}`,
            422: "`errors`.",
          }),
        },
        delete: {
          summary: "Delete it: nothing is left of it. To call a meeting off, cancel it.",
          parameters: [ifMatch],
          responses: answers({ 204: "" }),
        },
      },
      "/bookings/{id}/cancel": {
        post: {
          summary: "Cancel it: it stays in the list, and its room is free.",
          parameters: [ifMatch],
          responses: answers({ 200: "As it is now.", 409: "Cancelled already." }),
        },
      },
      "/changes": {
        get: {
          summary: "Answers as soon as something changes, which may take long.",
          parameters: [query("since", "`revision` of the answer before.")],
          responses: answers({ 200: "`revision`." }),
        },
      },
    },
    components: { schemas: { Booking: booking } },
  };
}
