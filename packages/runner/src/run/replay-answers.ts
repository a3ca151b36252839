import type {
  ChatMessage,
  ChatModel,
  ChatRequest,
  ChatResult,
  JsonObject,
  PromptReference,
  RecordedEvent,
  TurnTokens,
} from "@agent-gym/core";

/** A model call that an earlier try has paid for. */
interface RecordedAnswer {
  /** The request's text, by which it is known again. */
  readonly request: string;
  readonly result: ChatResult;
}

/** The answers of an episode's earlier tries, by the call's role and number. */
export type RecordedAnswers = ReadonlyMap<string, readonly RecordedAnswer[]>;

/** All answers in the events of an episode's earlier tries, which may have been cut off anywhere. */
export function recordedAnswers(
  tries: readonly (readonly RecordedEvent[])[],
): Map<string, RecordedAnswer[]> {
  const answers = new Map<string, RecordedAnswer[]>();
  for (const events of tries) {
    const pool = new Map<number, ChatMessage>();
    const tokens = turnTokens(events);
    for (const event of events) {
      if (event.type === "message") pool.set(event.n, event.message);
      if (event.type !== "model-call" || event.response === undefined) continue;
      const message = pool.get(event.response);
      const prompt = promptOf(event.prompt, pool);
      if (message?.role !== "assistant" || prompt === undefined) continue;
      const own = tokens.get(event.response);
      const answer: RecordedAnswer = {
        request: requestText(prompt, event.request),
        result: {
          message,
          finish: event.finish ?? "unknown",
          usage: event.usage ?? { ...unknownUsage },
          milliseconds: { queued: 0, total: 0 },
          model: event.model,
          ...(own === undefined ? {} : { tokens: own }),
        },
      };
      const key = callKey(event.role, event.ordinal);
      answers.set(key, [...(answers.get(key) ?? []), answer]);
    }
  }
  return answers;
}

/**
 * A model that gives an answer again where an earlier try asked the very same at the same place, and
 * asks the endpoint everything else. So an episode that was cut off goes on where it was, as far as
 * its environment is deterministic; where it is not, it takes a new way from there.
 *
 * @param options.onReplay called before an answer is given again.
 */
export function replayAnswers(
  model: ChatModel,
  {
    answers,
    onReplay,
  }: {
    readonly answers: RecordedAnswers;
    readonly onReplay: (role: string, ordinal: number) => void;
  },
): ChatModel {
  return {
    id: model.id,
    complete: async (request, options) => {
      const { scope, signal } = options;
      if (scope !== undefined) {
        const text = requestText(request.messages, settingsOf(request));
        const answer = answers
          .get(callKey(scope.role, scope.ordinal))
          ?.find((one) => one.request === text);
        if (answer !== undefined) {
          signal.throwIfAborted();
          onReplay(scope.role, scope.ordinal);
          return answer.result;
        }
      }
      return model.complete(request, options);
    },
  };
}

const unknownUsage = {
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cost: null,
} as const;

function callKey(role: string, ordinal: number): string {
  return `${ordinal}:${role}`;
}

/** `undefined` when the prompt's messages are not all there. */
function promptOf(
  reference: PromptReference,
  pool: ReadonlyMap<number, ChatMessage>,
): readonly ChatMessage[] | undefined {
  const numbers = reference.flatMap((part) =>
    typeof part === "number"
      ? [part]
      : Array.from({ length: part[1] - part[0] }, (_, index) => part[0] + index),
  );
  const messages = numbers.flatMap((number) => pool.get(number) ?? []);
  return messages.length === numbers.length ? messages : undefined;
}

function requestText(messages: readonly ChatMessage[], settings: JsonObject | undefined): string {
  const { sampling, stop, tools, responseSchema } = settings ?? {};
  return JSON.stringify([messages, sampling, stop, tools, responseSchema]);
}

/** The settings of a request as the record holds them: tools by name. */
function settingsOf({ sampling, stop, tools, responseSchema }: ChatRequest): JsonObject {
  return {
    ...(sampling === undefined ? {} : { sampling }),
    ...(stop === undefined ? {} : { stop }),
    ...(tools === undefined ? {} : { tools: tools.map(({ name }) => name) }),
    ...(responseSchema === undefined ? {} : { responseSchema }),
  };
}

/** Token ids stand with the action that was read from an answer, not with the call. */
function turnTokens(events: readonly RecordedEvent[]): ReadonlyMap<number, TurnTokens> {
  const tokens = new Map<number, TurnTokens>();
  for (const event of events) {
    if (event.type !== "action") continue;
    const { raw, tokens: own } = event.action;
    if (typeof raw === "number" && own !== undefined) tokens.set(raw, own);
  }
  return tokens;
}
