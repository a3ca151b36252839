import { createHash, timingSafeEqual } from "node:crypto";

import { validate, type Schema } from "@agent-gym/core";
import { type Context, Hono } from "hono";
import * as z from "zod";

import type { Bookings } from "./bookings.ts";
import { describeService } from "./describe-service.ts";
import { listBookings, listPeople, listRooms } from "./list-rows.ts";
import { pageOf } from "./page.ts";
import { invalid, Problem } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";
import { bookingChangeSchema, newBookingSchema, type ServiceData } from "./service-data.ts";

/** How a client gets in: with a token that it is given, or one that it logs in for. */
export type Access =
  | { readonly token: string }
  | { readonly user: string; readonly password: string };

/** A request that reached the service; `status` is `null` while it is not answered. */
export interface LoggedRequest {
  readonly method: string;
  /** As the service reads it, not as it was spelt: `%62-1` is `b-1`. With its query. */
  readonly path: string;
  readonly status: number | null;
}

/** What the routes of the service work on. */
export interface ServiceParts {
  readonly data: ServiceData;
  readonly bookings: Bookings;
  readonly access: Access;
  /** The token that it takes. */
  readonly token: string;
  readonly rate: RateLimit;
  readonly pageSize: number;
  readonly burst: number;
  /** What reached it is added here. */
  readonly log: LoggedRequest[];
}

const credentials: z.ZodType<{ user: string; password: string }> = z.strictObject({
  user: z.string(),
  password: z.string(),
});
/** The most bytes of a request's body. What reads it whole is that its only client bounds it, too. */
const longestBody = 64 * 1024;

/** The service as a function of requests. */
export function createApp(parts: ServiceParts): Hono {
  const { data, bookings, access, token, rate, pageSize, burst, log } = parts;
  const app = new Hono();

  app.onError((error) =>
    error instanceof Problem
      ? error.response()
      : new Problem(500, "Internal error", "Something broke in the service.").response(),
  );
  app.notFound((context) => nothingThere(context).response());

  app.use(async (context, next) => {
    const { pathname, search } = new URL(context.req.url);
    const entry = { method: context.req.method, path: `${decoded(pathname)}${search}` };
    const index = log.push({ ...entry, status: null }) - 1;
    await next();
    log[index] = { ...entry, status: context.res.status };
  });
  app.use(async (_, next) => {
    const seconds = rate.take();
    if (seconds > 0) {
      throw new Problem(429, "Too many requests", `Wait for ${seconds} seconds.`, {
        headers: { "retry-after": String(seconds) },
      });
    }
    await next();
  });
  app.get("/openapi.json", (context) => context.json(describeService({ pageSize, burst })));
  app.post("/sessions", async (context) => {
    const { user, password } = await bodyOf(context, credentials);
    if (!("user" in access) || user !== access.user || !equal(password, access.password)) {
      throw new Problem(401, "Unauthorized", "User or password is wrong.");
    }
    return context.json({ token }, 201);
  });

  app.use(async (context, next) => {
    const [scheme = "", given = ""] = (context.req.header("authorization") ?? "").split(" ");
    if (scheme.toLowerCase() !== "bearer" || !equal(given, token)) {
      throw new Problem(401, "Unauthorized", "Send a token: Authorization: Bearer TOKEN.", {
        headers: { "www-authenticate": "Bearer" },
      });
    }
    await next();
  });

  app.get("/people", (context) => {
    const url = new URL(context.req.url);
    return context.json(pageOf(listPeople(data.people, url), url, pageSize));
  });
  app.get("/people/:id", (context) => context.json(byId(data.people, context.req.param("id"))));
  app.get("/rooms", (context) => {
    const url = new URL(context.req.url);
    return context.json(pageOf(listRooms(data.rooms, url), url, pageSize));
  });
  app.get("/rooms/:id", (context) => context.json(byId(data.rooms, context.req.param("id"))));

  app.get("/bookings", (context) => {
    const url = new URL(context.req.url);
    return context.json(pageOf(listBookings(bookings.all(), url), url, pageSize));
  });
  app.post("/bookings", async (context) => {
    const { booking, etag } = bookings.create(await bodyOf(context, newBookingSchema));
    return context.json(booking, 201, { etag, location: `/bookings/${booking.id}` });
  });
  app.get("/bookings/:id", (context) => {
    const { booking, etag } = bookings.read(context.req.param("id"));
    return context.json(booking, 200, { etag });
  });
  app.patch("/bookings/:id", async (context) => {
    const fields = await bodyOf(context, bookingChangeSchema);
    const ifMatch = context.req.header("if-match");
    const { booking, etag } = bookings.change(context.req.param("id"), fields, ifMatch);
    return context.json(booking, 200, { etag });
  });
  app.post("/bookings/:id/cancel", (context) => {
    const ifMatch = context.req.header("if-match");
    const { booking, etag } = bookings.cancel(context.req.param("id"), ifMatch);
    return context.json(booking, 200, { etag });
  });
  app.delete("/bookings/:id", (context) => {
    bookings.remove(context.req.param("id"), context.req.header("if-match"));
    return context.body(null, 204);
  });

  app.get("/changes", async (context) => {
    const since = Number(context.req.query("since") ?? bookings.revision);
    while (bookings.revision <= since && !context.req.raw.signal.aborted) {
      await bookings.changes(context.req.raw.signal);
    }
    return context.json({ revision: bookings.revision });
  });
  return app;
}

const allowed: readonly (readonly [path: RegExp, methods: string])[] = [
  [/^\/(?:people|rooms)(?:\/[^/]+)?$/, "GET"],
  [/^\/(?:changes|openapi\.json)$/, "GET"],
  [/^\/sessions$/, "POST"],
  [/^\/bookings$/, "GET, POST"],
  [/^\/bookings\/[^/]+$/, "GET, PATCH, DELETE"],
  [/^\/bookings\/[^/]+\/cancel$/, "POST"],
];

function nothingThere({ req }: Context): Problem {
  const methods = allowed.find(([path]) => path.test(req.path))?.[1];
  return methods === undefined
    ? new Problem(404, "Not found", `There is nothing at ${req.path.slice(0, 200)}.`)
    : new Problem(405, "Method not allowed", `It takes ${methods}.`, {
        headers: { allow: methods },
      });
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[], id: string): Row {
  const row = rows.find((one) => one.id === id);
  if (row === undefined) throw new Problem(404, "Not found", `There is no ${id.slice(0, 200)}.`);
  return row;
}

async function bodyOf<Body>({ req }: Context, schema: Schema<Body>): Promise<Body> {
  const type = req.header("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    throw new Problem(415, "Unsupported media type", "Send JSON, as application/json.");
  }
  const text = await req.text();
  if (Buffer.byteLength(text) > longestBody) {
    throw new Problem(413, "Content too large", `A body has at most ${longestBody} bytes.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Problem(400, "Bad request", "The body is no JSON.");
  }
  const result = validate(schema, json);
  if (result.valid) return result.value;
  throw invalid(
    result.problems.map((problem) => {
      const [, path, detail] = /^([\w.]+): (.*)$/su.exec(problem) ?? ["", "", "", problem];
      return [path === "" ? "" : `/${(path ?? "").replaceAll(".", "/")}`, detail ?? problem];
    }),
  );
}

/** Without telling by its time how much is right. */
function equal(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
