import {
  type Action,
  callAction,
  contentText,
  type JsonObject,
  type Observation,
} from "@agent-gym/core";

import type { Access } from "../service/create-app.ts";

/** A request of a script; its token goes without saying. */
export interface ScriptRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** What came back: the body is `null` where nothing could be read. */
export interface ScriptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Some turns of an agent, and what they came to. */
export type Turns<Result> = Generator<Action, Result, Observation>;

/** Logs in where that is needed, and waits where it is told to. */
export class ScriptClient {
  readonly #access: Access;
  #token: string | undefined;

  constructor(access: Access) {
    this.#access = access;
    if ("token" in access) this.#token = access.token;
  }

  *send(request: ScriptRequest): Turns<ScriptAnswer> {
    if (this.#token === undefined && "user" in this.#access) {
      const { user, password } = this.#access;
      const body = { user, password };
      const session = yield* this.#exchange({ method: "POST", path: "/sessions", body });
      this.#token = String(member(session.body, "token"));
    }
    const headers = { Authorization: `Bearer ${this.#token ?? ""}`, ...request.headers };
    return yield* this.#exchange({ ...request, headers });
  }

  /** Sends a request about a booking with the ETag that it has. */
  *sendMatched(id: string, request: ScriptRequest): Turns<ScriptAnswer> {
    const read = yield* this.send({ method: "GET", path: `/bookings/${id}` });
    const headers = { "If-Match": read.headers["etag"] ?? "" };
    return yield* this.send({ ...request, headers });
  }

  *#exchange(request: ScriptRequest): Turns<ScriptAnswer> {
    for (let attempt = 0; ; attempt += 1) {
      const { results = [] } = yield callAction({
        name: "http_request",
        arguments: { ...request },
      });
      const answer = readAnswer(contentText(results[0]?.content ?? ""));
      if (answer.status !== 429 || attempt === 3) return answer;
      const seconds = Number(answer.headers["retry-after"]);
      yield callAction({ name: "wait", arguments: { seconds } });
    }
  }
}

/** A member of a JSON object; `undefined` of anything else. */
export function member(value: unknown, name: string): unknown {
  const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function readAnswer(text: string): ScriptAnswer {
  try {
    return JSON.parse(text) as ScriptAnswer;
  } catch {
    return { status: 0, headers: {}, body: null };
  }
}
