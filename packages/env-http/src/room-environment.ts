import {
  DeadlineError,
  defineTool,
  type AnyTool,
  runWithDeadline,
  type Evidence,
  type Start,
  StaticEnvironment,
  type ToolReply,
  type TypedTask,
} from "@agent-gym/core";
import * as z from "zod";

import type { BookingEvidence } from "./judge/judge-bookings.ts";
import { requestSchema, type ServiceRequest } from "./request/request-schema.ts";
import { readRequest, sendRequest } from "./request/send-request.ts";
import type { RoomOptions } from "./room-options.ts";
import { openService, type Service } from "./service/open-service.ts";
import type { BookingTask } from "./task/booking-task.ts";
import { wordsFor } from "./words.ts";

/** One episode: a service of its own, and the two tools that reach it. */
export class RoomEnvironment extends StaticEnvironment<BookingTask, BookingEvidence> {
  readonly #options: RoomOptions;
  readonly #closed = new AbortController();
  #opening: Promise<Service> | undefined;
  #service: Service | undefined;
  #sent = 0;

  constructor(task: TypedTask<BookingTask>, options: RoomOptions) {
    super(task);
    this.#options = options;
  }

  protected override readonly tools: readonly AnyTool<this>[] = [
    defineTool({
      name: "http_request",
      description:
        "Sends a request to the service and shows its answer as JSON: status, headers, body.",
      input: requestSchema,
      run: (request, { signal }) => this.#request(request, signal),
    }),
    defineTool({
      name: "wait",
      description: "Lets time pass, as when the service says Retry-After.",
      input: z.strictObject({ seconds: z.int().min(1).max(3600) }),
      run: ({ seconds }) => {
        this.#running().rest(seconds);
        return `${seconds} seconds passed.`;
      },
    }),
  ];

  protected override prompt(): string {
    return wordsFor(this.task.language).prompt(this.task.input);
  }

  protected override instructions(): string {
    return wordsFor(this.task.language).instructions;
  }

  override async reset(options: { seed: number; signal: AbortSignal }): Promise<Start> {
    const { service: data, access, meanwhile } = this.task.input;
    const { pageSize, burst } = this.#options;
    const settings = { data, access, meanwhile, pageSize, burst, seed: options.seed };
    const signal = AbortSignal.any([options.signal, this.#closed.signal]);
    this.#opening = openService(settings, signal);
    this.#service = await this.#opening;
    return await super.reset(options);
  }

  override async evidence(): Promise<Evidence<BookingEvidence>> {
    const { bookings, log } = this.#running();
    return {
      data: {
        bookings: [...bookings.all()],
        requests: [...log],
        meanwhile: [...bookings.happened()],
      },
    };
  }

  override async close(): Promise<void> {
    this.#closed.abort();
    // What broke it off was told by reset.
    const service = await this.#opening?.catch(() => undefined);
    await service?.[Symbol.asyncDispose]();
  }

  #running(): Service {
    if (this.#service === undefined) throw new Error("There is no service before reset.");
    return this.#service;
  }

  async #request(written: ServiceRequest, signal: AbortSignal): Promise<ToolReply | string> {
    const { requests, deadline, longestAnswer } = this.#options;
    const service = this.#running();
    const request = readRequest(written);
    if ("problem" in request) return notSent(request.problem);
    if (this.#sent >= requests) return notSent(`all ${requests} requests of this task are used up`);
    this.#sent += 1;
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    try {
      const answer = await runWithDeadline("The request", deadline * 1000, stop, (until) =>
        sendRequest(request, service.port, { longestAnswer, signal: until }),
      );
      return JSON.stringify(answer);
    } catch (error) {
      if (stop.aborted) throw error;
      const content = DeadlineError.isInstance(error)
        ? `The service did not answer within ${deadline} seconds.`
        : "The service broke the connection off.";
      return { content, isError: true };
    }
  }
}

function notSent(problem: string): ToolReply {
  return { content: `Not sent: ${problem}.`, isError: true };
}
