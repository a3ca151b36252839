import { setTimeout as wait } from "node:timers/promises";

import { SandboxError } from "@agent-gym/core";

import type {
  RunCodeRequest,
  RunCodeResponse,
  RunJupyterRequest,
  RunJupyterResponse,
} from "./fusion-api.ts";

/** Where the server is, and how patient the client is. */
export interface SandboxFusionClientOptions {
  /** As in `http://localhost:8080`. */
  readonly url: string;
  /** How often a request is sent at most, when the server or the way to it fails. Default 5. */
  readonly attempts?: number;
  /** How long an answer may take beyond the time that the program was given. Default 30,000. */
  readonly patienceMs?: number;
  /** Between two attempts at first; doubles, with jitter. Default 500. */
  readonly backoffMs?: number;
}

interface Requested {
  readonly signal?: AbortSignal;
}

/**
 * A SandboxFusion server, or one that speaks as it does. Sends again what failed for a reason that is
 * the server's: no connection, a status of 5xx or 429, `SandboxError`. A program that fails is a
 * result.
 */
export class SandboxFusionClient {
  /** As it was given, without a slash at the end. */
  readonly url: string;
  readonly #options: Required<SandboxFusionClientOptions>;

  constructor(options: SandboxFusionClientOptions) {
    this.url = options.url.replace(/\/+$/, "");
    this.#options = { attempts: 5, patienceMs: 30_000, backoffMs: 500, ...options };
  }

  /**
   * Whether somebody answers there.
   *
   * @throws SandboxError `unavailable` when nobody does, or somebody else.
   */
  async ping({ signal }: Requested = {}): Promise<void> {
    const { body } = await this.#send("/v1/ping", undefined, 5_000, signal);
    if (body !== "pong") throw this.#broken("answered its ping with something else than pong");
  }

  /**
   * Runs one program. Attempts may take its two timeouts together, and the client's patience.
   *
   * @throws SandboxError `unavailable` when no attempt gave an answer.
   */
  async runCode(request: RunCodeRequest, options: Requested = {}): Promise<RunCodeResponse> {
    const seconds = (request.run_timeout ?? 10) + (request.compile_timeout ?? 10);
    return await this.#post<RunCodeResponse>("/run_code", request, seconds, options.signal);
  }

  /**
   * Runs cells of one notebook, in order.
   *
   * @throws SandboxError `unavailable` when no attempt gave an answer.
   */
  async runJupyter(
    request: RunJupyterRequest,
    options: Requested = {},
  ): Promise<RunJupyterResponse> {
    const seconds = (request.total_timeout ?? 45) + 10;
    return await this.#post<RunJupyterResponse>("/run_jupyter", request, seconds, options.signal);
  }

  async #post<Answer extends { readonly status: string; readonly message: string }>(
    path: string,
    request: object,
    seconds: number,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    const { attempts, backoffMs, patienceMs } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= attempts;
      try {
        const { status, body } = await this.#send(
          path,
          request,
          seconds * 1_000 + patienceMs,
          signal,
        );
        if (status === 422) throw new Final(this.#broken(`refused a request: ${detailOf(body)}`));
        if (status >= 500 || status === 429) {
          throw this.#broken(`answered ${path} with status ${status}: ${detailOf(body)}`);
        }
        if (status !== 200 || !isAnswer(body)) {
          throw new Final(this.#broken(`answered ${path} with something else (status ${status})`));
        }
        const answer = body as Answer;
        if (answer.status !== "SandboxError" || isLast) return answer;
      } catch (error) {
        if (error instanceof Final) throw error.error;
        signal?.throwIfAborted();
        if (isLast || !SandboxError.isInstance(error)) throw error;
      }
      const longest = backoffMs * 2 ** (attempt - 1);
      await wait(longest * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
    }
  }

  async #send(
    path: string,
    request: object | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const late = AbortSignal.timeout(Math.ceil(timeoutMs));
    try {
      const response = await fetch(`${this.url}${path}`, {
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
        ...(request === undefined
          ? {}
          : {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(request),
            }),
      });
      const text = await response.text();
      return { status: response.status, body: parse(text) };
    } catch (cause) {
      signal?.throwIfAborted();
      if (late.aborted)
        throw this.#broken(`gave no answer within ${Math.ceil(timeoutMs)} ms`, cause);
      throw this.#broken(`can't be reached (${reasonOf(cause)})`, cause);
    }
  }

  #broken(what: string, cause?: unknown): SandboxError {
    return new SandboxError({
      code: "unavailable",
      message: `The SandboxFusion server at ${this.url} ${what}.`,
      cause,
    });
  }
}

/** An error that sending again would not mend. */
class Final extends Error {
  readonly error: SandboxError;

  constructor(error: SandboxError) {
    super(error.message);
    this.error = error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isAnswer(body: unknown): boolean {
  return typeof body === "object" && body !== null && "status" in body && "message" in body;
}

function detailOf(body: unknown): string {
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : body;
  const text = typeof detail === "string" ? detail : JSON.stringify(detail);
  return (text ?? "").slice(0, 300);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
