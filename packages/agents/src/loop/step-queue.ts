import {
  type Action,
  type ChatResult,
  contentText,
  type Episode,
  isJsonObject,
  type MalformedCall,
  type ToolCall,
  type Transition,
} from "@agent-gym/core";

import { type AnswerLog, answerLogOf, type LoggedAnswer } from "./answer-log.ts";

interface WaitingCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
  readonly written: string;
  readonly resolve: (text: string) => void;
  readonly reject: (reason: unknown) => void;
}

interface Group {
  readonly calls: WaitingCall[];
  timer?: ReturnType<typeof setTimeout>;
}

/** How long the calls of one answer are waited for after the last of them came, in milliseconds. */
const gatherMs = 25;

/**
 * Makes steps of the calls that a framework runs, one step after another. The calls of one answer
 * that are run together are one action, with the answer's text and thoughts: as if a dialect had read
 * it. A framework that runs them one by one takes a step for each.
 */
export class StepQueue {
  readonly #episode: Episode;
  readonly #log: AnswerLog;
  readonly #groups = new Map<LoggedAnswer, Group>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(episode: Episode) {
    this.#episode = episode;
    this.#log = answerLogOf(episode);
  }

  /** Resolves to the call's result as text. */
  run(call: {
    readonly name: string;
    readonly input: unknown;
    readonly callId?: string | undefined;
  }): Promise<string> {
    const { name, input, callId } = call;
    const written = JSON.stringify(input ?? {}) ?? "null";
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const taken = this.#log.take({ callId, name, written });
    const id = taken?.call.id ?? callId ?? "call_1";
    const waiting = { id, name, input: input ?? {}, written, resolve, reject };
    if (taken === undefined) this.#stepCalls([waiting]);
    else this.#gather(taken.answer, waiting);
    return promise;
  }

  /** Takes a step with a text that calls nothing. */
  say(text: string): Promise<Transition> {
    const result = this.#log.takeText(text);
    return this.#step({ ...spoken(result, text), calls: [], malformed: [] });
  }

  #gather(answer: LoggedAnswer, call: WaitingCall): void {
    const group: Group = this.#groups.get(answer) ?? { calls: [] };
    this.#groups.set(answer, group);
    group.calls.push(call);
    clearTimeout(group.timer);
    const flush = (): void => {
      this.#groups.delete(answer);
      const result = answer.said ? undefined : answer.result;
      answer.said = true;
      this.#stepCalls(group.calls, result);
    };
    if (answer.open.every(({ valid }) => !valid)) flush();
    else group.timer = setTimeout(flush, gatherMs);
  }

  #stepCalls(waiting: readonly WaitingCall[], result?: ChatResult): void {
    const calls: ToolCall[] = [];
    const malformed: MalformedCall[] = [];
    const ids = new Set<string>();
    const byId = new Map<string, WaitingCall>();
    for (const one of inOrderOf(result, waiting)) {
      const id = uniqueId(one.id, ids);
      byId.set(id, one);
      const { name, input, written } = one;
      if (isJsonObject(input)) calls.push({ id, name, arguments: input, source: written });
      else
        malformed.push({ id, name, source: written, problem: "its arguments are no JSON object" });
    }
    const action: Action = { ...spoken(result, result?.message.content ?? ""), calls, malformed };
    const settle = async (): Promise<void> => {
      const { observation } = await this.#step(action);
      const { results = [], message } = observation;
      const texts = new Map(results.map(({ callId, content }) => [callId, contentText(content)]));
      const more = message === undefined ? "" : contentText(message);
      const last = [...byId.keys()].at(-1);
      for (const [id, one] of byId) {
        const parts = [texts.get(id) ?? "", id === last ? more : ""];
        one.resolve(parts.filter((part) => part !== "").join("\n\n"));
      }
    };
    settle().catch((error: unknown) => {
      for (const { reject } of waiting) reject(error);
    });
  }

  #step(action: Action): Promise<Transition> {
    const next = this.#last.then(() => this.#episode.step(action));
    this.#last = next.catch(() => {});
    return next;
  }
}

const queues = new WeakMap<Episode, StepQueue>();

/** The one queue of an episode. */
export function stepQueueOf(episode: Episode): StepQueue {
  let queue = queues.get(episode);
  if (queue === undefined) queues.set(episode, (queue = new StepQueue(episode)));
  return queue;
}

function spoken(
  result: ChatResult | undefined,
  text: string,
): Pick<Action, "text" | "reasoning" | "incomplete" | "raw" | "tokens"> {
  if (result === undefined) return { text };
  const { message, finish, tokens } = result;
  return {
    text,
    ...(message.reasoning === undefined ? {} : { reasoning: message.reasoning }),
    ...(finish === "length" ? { incomplete: true } : {}),
    ...(tokens === undefined ? {} : { tokens }),
    raw: message,
  };
}

function inOrderOf(
  result: ChatResult | undefined,
  waiting: readonly WaitingCall[],
): readonly WaitingCall[] {
  const order = (result?.message.toolCalls ?? []).map(({ id }) => id);
  return waiting.toSorted((left, right) => order.indexOf(left.id) - order.indexOf(right.id));
}

function uniqueId(id: string, taken: Set<string>): string {
  let unique = id;
  for (let number = 2; taken.has(unique); number += 1) unique = `${id}_${number}`;
  taken.add(unique);
  return unique;
}
