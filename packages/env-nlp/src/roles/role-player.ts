import {
  type ChatMessage,
  type ChatModel,
  DeadlineError,
  type EpisodeContext,
  type JsonObject,
  jsonSchemaProblems,
  runWithDeadline,
} from "@agent-gym/core";

import type { RoleOptions } from "../nlp-options.ts";
import type { SpokenLanguage } from "../words/language.ts";
import { sayAgain } from "../words/phrases.ts";
import { readJsonObject } from "./read-json-object.ts";
import type { Fault, RecordedFault } from "./role-fault.ts";

/** What a role is asked, and how its answer is checked. */
export interface Question<Answer> {
  readonly messages: readonly ChatMessage[];
  /** JSON Schema of the answer. */
  readonly schema: JsonObject;
  /** Reads an answer that fits the schema; what is wrong with it, if anything, beside it. */
  readonly read: (value: JsonObject) => Reading<Answer> | Promise<Reading<Answer>>;
}

/** An answer with its faults. Without an answer there is at least one fault that is not mild. */
export interface Reading<Answer> {
  readonly answer?: Answer;
  readonly faults: readonly Fault[];
}

/** What came of a question. */
export interface RoleAnswer<Answer> {
  /** Absent: no attempt gave an answer that can be used. */
  readonly answer?: Answer;
  readonly faults: readonly RecordedFault[];
}

/** The longest part of a bad answer that the model is shown again. */
const shownCharacters = 4000;

/** A model in its part: asks, checks, and asks again with what was wrong. */
export class RolePlayer {
  readonly role: string;
  readonly #model: ChatModel;
  readonly #options: RoleOptions;
  readonly #language: SpokenLanguage;
  readonly #note: EpisodeContext["note"];
  readonly #onCall: () => void;

  constructor(
    role: string,
    options: {
      readonly model: ChatModel;
      readonly options: RoleOptions;
      readonly language: SpokenLanguage;
      readonly note: EpisodeContext["note"];
      /** Called before each call of the model. */
      readonly onCall?: () => void;
    },
  ) {
    this.role = role;
    this.#model = options.model;
    this.#options = options.options;
    this.#language = options.language;
    this.#note = options.note;
    this.#onCall = options.onCall ?? (() => {});
  }

  /**
   * Asks until an answer has no fault, or the attempts are used up; an answer whose faults are all
   * mild then serves.
   *
   * @throws whatever the model throws but for being late.
   */
  async ask<Answer>(
    { messages, schema, read }: Question<Answer>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<RoleAnswer<Answer>> {
    const faults: RecordedFault[] = [];
    let repair: readonly ChatMessage[] = [];
    let fallback: { readonly answer: Answer } | undefined;
    const record = (found: readonly Fault[], mended: boolean): void => {
      for (const { kind, message, harmless = false } of found) {
        faults.push({ role: this.role, kind, message, mended: mended || harmless });
      }
    };
    let last: readonly Fault[] = [];
    for (let attempt = 0; attempt < this.#options.attempts; attempt += 1) {
      record(last, true);
      const text = await this.#complete([...messages, ...repair], schema, signal);
      const reading = await readReply(text, schema, read);
      last = reading.faults;
      for (const { kind, message } of last) {
        this.#note("simulator-fault", { role: this.role, kind, message, attempt });
      }
      if (reading.answer !== undefined && last.length === 0) {
        return { answer: reading.answer, faults };
      }
      if (reading.answer !== undefined && last.every(({ mild }) => mild === true)) {
        fallback = { answer: reading.answer };
      }
      repair = [
        // Some servers refuse an empty message.
        ...(text === undefined || text.trim() === ""
          ? []
          : [{ role: "assistant", content: text.slice(0, shownCharacters) } as const]),
        {
          role: "user",
          content: sayAgain(
            this.#language,
            last.map(({ message }) => message),
          ),
        },
      ];
    }
    record(last, fallback !== undefined);
    return { ...fallback, faults };
  }

  /** The reply's text; `undefined` when it came too late, or was cut off. */
  async #complete(
    messages: readonly ChatMessage[],
    responseSchema: JsonObject,
    outer: AbortSignal,
  ): Promise<string | undefined> {
    const { sampling, seconds } = this.#options;
    this.#onCall();
    try {
      const { message } = await runWithDeadline(
        `An answer of the ${this.role} role`,
        seconds * 1000,
        outer,
        (signal) => this.#model.complete({ messages, sampling, responseSchema }, { signal }),
      );
      return message.content;
    } catch (error) {
      if (error instanceof DeadlineError) return undefined;
      throw error;
    }
  }
}

async function readReply<Answer>(
  text: string | undefined,
  schema: JsonObject,
  read: Question<Answer>["read"],
): Promise<Reading<Answer>> {
  if (text === undefined) return fault("too-late", "no answer came in time");
  if (text.trim() === "") return fault("silent", "the answer was empty");
  const value = readJsonObject(text);
  if (value === undefined) {
    return fault("unreadable", "the answer holds no complete JSON object");
  }
  const problems = jsonSchemaProblems(schema, value);
  return problems.length > 0 ? fault("malformed", problems.join("; ")) : read(value);
}

function fault(kind: string, message: string): Reading<never> {
  return { faults: [{ kind, message }] };
}
