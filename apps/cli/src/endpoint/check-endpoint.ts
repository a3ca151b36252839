import { type JsonObject, ProviderError, UsageError } from "@agent-gym/core";
import { probeEndpoint } from "@agent-gym/model";

import { countOf } from "../terminal/format-number.ts";
import { askOneToken, firstAnswerMs, isBusy } from "./ask-one-token.ts";
import type { EndpointChoice } from "./choose-endpoint.ts";

/** An endpoint that answers, and the model that it will be asked for. */
export interface CheckedEndpoint {
  readonly model: string;
  /** What a person should know about the choice; absent where there is nothing to say. */
  readonly notice?: string;
}

export interface CheckEndpointOptions {
  /** Absent: the one model that the endpoint lists. */
  readonly model?: string;
  /** What names the model, for messages: `--model`. */
  readonly flag: string;
  /** Whether the endpoint is asked for streams. */
  readonly stream: boolean;
  /** More fields of each request. */
  readonly body: JsonObject;
  readonly api?: "chat" | "responses";
  /**
   * Whether a question of one token may be asked: `first` before a run, unless key and name are proved
   * good by the list of models; `unlisted` only for a name that is not in the list; `never`.
   */
  readonly ask: "first" | "unlisted" | "never";
  readonly signal: AbortSignal;
}

const probeMs = 10_000;
const shownModels = 5;

/**
 * Finds out, before anything is started or written, whether an endpoint can play: by asking which
 * models it has, which costs nothing; and where that does not tell, by a question of one token. A list
 * tells when it has the model, and is refused to whoever has no key.
 *
 * @throws UsageError when the model must be named, or the address can't be used.
 * @throws ProviderError when every call would fail.
 */
export async function checkEndpoint(
  choice: EndpointChoice,
  options: CheckEndpointOptions,
): Promise<CheckedEndpoint> {
  const { key } = choice;
  const { signal, ask } = options;
  const { status, line, models } = await probeEndpoint(choice.url, {
    ...(key === undefined ? {} : { key }),
    signal,
    timeoutMs: probeMs,
  });
  if (status === "unreachable") throw new ProviderError({ code: "connection", message: line });
  if (options.model === undefined && status === "needs-key") {
    throw new ProviderError({ code: "authentication", message: line });
  }
  const chosen =
    options.model === undefined
      ? chooseModel(models, { line, flag: options.flag })
      : { model: options.model };
  const { model } = chosen;
  const listed = models.includes(model);
  if (ask === "never" || (listed && ask === "unlisted")) return chosen;
  if (listed && key !== undefined && (await listIsGuarded(choice, signal))) return chosen;
  const notices = [
    ...("notice" in chosen ? [chosen.notice] : []),
    ...(await firstAnswer(choice, { ...options, model }, { models, listed })),
  ];
  return { model, ...(notices.length === 0 ? {} : { notice: notices.join(" ") }) };
}

/** Whether the list of models is kept from those who have no key: who was shown it has a good one. */
async function listIsGuarded({ url }: EndpointChoice, signal: AbortSignal): Promise<boolean> {
  const { status } = await probeEndpoint(url, { signal, timeoutMs: probeMs });
  return status === "needs-key";
}

function chooseModel(
  models: readonly string[],
  { line, flag }: { readonly line: string; readonly flag: string },
): CheckedEndpoint & { readonly notice: string } {
  const [only, ...others] = models;
  if (only === undefined) {
    throw new UsageError(`Name the model with ${flag}: the endpoint lists none. ${line}`, {
      code: "missing-model",
    });
  }
  if (others.length === 0) {
    return { model: only, notice: `Taking ${only}, the one model that the endpoint lists.` };
  }
  throw new UsageError(
    `Name the model with ${flag}: the endpoint lists ${countOf(models.length, "model")}, ${some(models)}.`,
    { code: "missing-model" },
  );
}

/**
 * Only what must befall every call counts: a server that is slow or busy now is asked again later.
 *
 * @returns what a person should know.
 */
async function firstAnswer(
  choice: EndpointChoice,
  options: CheckEndpointOptions & { readonly model: string },
  { models, listed }: { readonly models: readonly string[]; readonly listed: boolean },
): Promise<readonly string[]> {
  const { model, stream, body, api, signal } = options;
  const error = await askOneToken(choice, {
    model,
    stream,
    body,
    ...(api === undefined ? {} : { api }),
    signal,
  });
  if (error === undefined) {
    if (listed || models.length === 0) return [];
    return [`The endpoint lists ${some(models)}, not ${model}; it answered all the same.`];
  }
  if (error.fatal || error.code === "connection" || error.code === "protocol") throw error;
  if (isBusy(error)) return [];
  return [
    error.code === "total-timeout"
      ? `The endpoint has not answered a first question within ${firstAnswerMs / 1000} s; its model may still be loading.`
      : `A first question of one token was not answered: ${error.message}`,
  ];
}

function some(models: readonly string[]): string {
  const more = models.length > shownModels ? `, and ${models.length - shownModels} more` : "";
  return `${models.slice(0, shownModels).join(", ")}${more}`;
}
