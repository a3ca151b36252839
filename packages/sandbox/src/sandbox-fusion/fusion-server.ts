import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { SandboxProvider } from "@agent-gym/core";

import { type ReadRequest, readRunCode, readRunJupyter } from "./read-request.ts";
import { serveCode, type ServeOptions } from "./serve-code.ts";
import { serveJupyter } from "./serve-jupyter.ts";

/** What the server runs programs with, and where it listens. */
export interface SandboxFusionServerOptions {
  /** What runs the programs: each request in a sandbox of its own. */
  readonly sandboxes: SandboxProvider;
  /** Default 8080; 0 takes any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`: whoever reaches it may run programs. */
  readonly host?: string;
  /** How many requests are served at once; others wait. Default 8. */
  readonly concurrency?: number;
  /** Of a request's body. Default 64 MiB. */
  readonly bodyBytes?: number;
}

/** A server that runs. */
export interface SandboxFusionServer extends AsyncDisposable {
  /** As in `http://127.0.0.1:8080`. */
  readonly url: string;
  /** The one that it listens on, also where 0 was asked for. */
  readonly port: number;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Starts a server that speaks as SandboxFusion does (`/v1/ping`, `/run_code`, `/run_jupyter`) over our
 * own sandboxes, for trainers that know that interface. Unlike the original it takes output of any
 * size up to 16 MiB a stream, keeps to the paths of the working directory, and enforces the memory
 * limit and the time of a cell. It serves python, pytest, bash, nodejs and typescript, as far as the
 * sandbox has them.
 *
 * @throws Error of `node:net` when it can't listen there.
 */
export async function createSandboxFusionServer(
  options: SandboxFusionServerOptions,
): Promise<SandboxFusionServer> {
  const { sandboxes, port = 8080, host = "127.0.0.1" } = options;
  const bodyBytes = options.bodyBytes ?? 64 * 2 ** 20;
  const turns = new Turns(options.concurrency ?? 8);
  const ended = new AbortController();

  const reply = async (message: IncomingMessage, signal: AbortSignal): Promise<Reply> => {
    const route = `${message.method} ${(message.url ?? "").split("?")[0]}`;
    const run = async <Request>(
      read: (body: unknown) => ReadRequest<Request>,
      serve: (request: Request, how: ServeOptions) => Promise<unknown>,
    ): Promise<Reply> => {
      const body = await readBody(message, bodyBytes);
      if (body === undefined) return { status: 413, body: { detail: "The body is too large" } };
      const found = read(body.value);
      if ("faults" in found) return { status: 422, body: { detail: found.faults } };
      return await turns.take(signal, async () => ({
        status: 200,
        body: await serve(found.request, { sandboxes, signal }),
      }));
    };
    switch (route) {
      case "GET /v1/ping":
        return { status: 200, body: "pong" };
      case "POST /run_code":
        return await run(readRunCode, serveCode);
      case "POST /run_jupyter":
        return await run(readRunJupyter, serveJupyter);
      default:
        return { status: 404, body: { detail: "Not Found" } };
    }
  };

  const server = createServer((message, response) => {
    const left = new AbortController();
    // Nobody waits any more for whoever has hung up.
    response.once("close", () => left.abort(new Error("the caller hung up")));
    const signal = AbortSignal.any([left.signal, ended.signal]);
    void reply(message, signal).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        send(response, 500, { detail, traceback: [] });
      },
    );
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    port: address.port,
    url: `http://${name}:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      ended.abort(new Error("the server ends"));
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** A body as JSON, or `undefined` when it is too large; what is no JSON is taken for no object. */
async function readBody(
  message: IncomingMessage,
  limit: number,
): Promise<{ readonly value: unknown } | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown };
  } catch {
    return { value: null };
  }
}

/** Lets so many work at once; others wait in the order in which they came. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
