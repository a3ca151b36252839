import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { getRequestListener } from "@hono/node-server";

import { Bookings, type Meanwhile } from "./bookings.ts";
import { type Access, createApp, type LoggedRequest } from "./create-app.ts";
import { RateLimit } from "./rate-limit.ts";
import type { ServiceData } from "./service-data.ts";

/** What a service is started with. */
export interface ServiceSettings {
  readonly data: ServiceData;
  readonly access: Access;
  readonly meanwhile: readonly Meanwhile[];
  /** Rows of a page. */
  readonly pageSize: number;
  /** Requests in a row that are answered; 0 for any number. */
  readonly burst: number;
  /** Tokens and ETags depend on it. */
  readonly seed: number;
}

/** A service that runs: a server of its own on the loopback interface, at a port that was free. */
export interface Service extends AsyncDisposable {
  readonly port: number;
  readonly bookings: Bookings;
  /** What reached it, in order. */
  readonly log: readonly LoggedRequest[];
  /** Tells it that its client waited. */
  readonly rest: (seconds: number) => void;
}

/**
 * Starts a service. Disposing it cuts off whatever still waits for an answer.
 *
 * @throws what `signal` was aborted with, or the server's error when it can't listen.
 */
export async function openService(
  settings: ServiceSettings,
  signal: AbortSignal,
): Promise<Service> {
  const { data, access, meanwhile, pageSize, burst, seed } = settings;
  signal.throwIfAborted();
  const secret = createHash("sha256")
    .update(JSON.stringify([seed, access, data]))
    .digest("hex");
  const bookings = new Bookings(data, { secret, meanwhile });
  const token = "token" in access ? access.token : `tok-${secret.slice(0, 24)}`;
  const rate = new RateLimit(burst);
  const log: LoggedRequest[] = [];
  const app = createApp({ data, bookings, access, token, rate, pageSize, burst, log });
  // The library would else put its own Request and Response in the place of the whole process's.
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void answer(request, response));
  server.listen({ port: 0, host: "127.0.0.1", exclusive: true });
  // Not cut short: a server that is closed before it listens may come up all the same.
  await once(server, "listening");
  if (signal.aborted) {
    await closeServer(server);
    throw signal.reason;
  }
  const { port } = server.address() as AddressInfo;
  return {
    port,
    bookings,
    log,
    rest: (seconds) => rate.rest(seconds),
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
