import {
  type Action,
  type AgentDefinition,
  contentText,
  defineAgent,
  type Dialect,
  type Episode,
  type JsonObject,
  type RenderSettings,
  UsageError,
} from "@agent-gym/core";

import type { SystemPrompt } from "../prompts/system-prompt.ts";
import { type BuiltInDialect, builtInDialects, type DialectName } from "./built-in-dialects.ts";

/** What of an agent can be chosen besides its dialect. */
export interface AgentOptions {
  /** Default: the dialect's name. */
  readonly name?: string;
  /** Merged over the model's own sampling, as on the wire: `{ temperature: 0.7, max_tokens: 4096 }`. */
  readonly sampling?: JsonObject;
  /**
   * The language of the agent's own words. Default `auto`: Chinese for a task in Chinese, else English;
   * where the task does not say its language, its first message tells.
   */
  readonly language?: "auto" | "en" | "zh";
  /** Default: what the dialect's models were made for; `keep` for a dialect of your own. */
  readonly historyThoughts?: RenderSettings["historyThoughts"];
  /** Default: `canonical`. */
  readonly assistant?: RenderSettings["assistant"];
  /** In place of the dialect's own prompt, in every language. May be empty. */
  readonly systemPrompt?: string;
}

export interface ToolCallingAgentOptions extends AgentOptions {
  /** One of this package by name, or your own. */
  readonly dialect: DialectName | Dialect;
}

/**
 * An agent made of a model and a dialect: the dialect writes the conversation as a prompt, the model of
 * role `agent` answers, the dialect reads the answer as an action, until the episode is over. The
 * settings that decide the bytes of the prompts are in its `settings`, texts included, and those of
 * each episode in a `render-settings` note.
 *
 * @throws UsageError for a dialect that there is not.
 */
export function toolCallingAgent(options: ToolCallingAgentOptions): AgentDefinition {
  const { dialect, prompts, historyThoughts } = findDialect(options.dialect);
  const { language = "auto", assistant = "canonical", sampling, systemPrompt } = options;
  const history = { historyThoughts: options.historyThoughts ?? historyThoughts, assistant };
  const own = systemPrompt === undefined ? undefined : { version: "custom", text: systemPrompt };
  return defineAgent({
    name: options.name ?? dialect.name,
    settings: {
      dialect: dialect.name,
      language,
      ...history,
      systemPrompts: own === undefined ? describe(prompts) : { any: { ...own } },
      ...(sampling === undefined ? {} : { sampling }),
    },
    create: (episode) => {
      const chosen = language === "auto" ? languageOf(episode) : language;
      const prompt = own ?? prompts?.[chosen] ?? { version: "none", text: "" };
      const settings: RenderSettings = { systemPrompt: prompt.text, ...history };
      episode.note("render-settings", {
        dialect: dialect.name,
        systemPromptVersion: prompt.version,
        ...settings,
      });
      const model = episode.model("agent");
      return {
        act: async (_, { transcript, signal }) => {
          const rendered = dialect.render(transcript, settings);
          const request = sampling === undefined ? rendered : { ...rendered, sampling };
          const result = await model.complete(request, { signal });
          const { tools, turns } = transcript;
          const turn = turns.filter((one) => "action" in one).length;
          const action: Action = dialect.parse(result, { tools, turn });
          return result.tokens === undefined ? action : { ...action, tokens: result.tokens };
        },
      };
    },
  });
}

function findDialect(dialect: DialectName | Dialect): Pick<
  BuiltInDialect,
  "dialect" | "historyThoughts"
> & {
  readonly prompts?: BuiltInDialect["prompts"];
} {
  if (typeof dialect !== "string") {
    const known = Object.values(builtInDialects).find((one) => one.dialect === dialect);
    return known ?? { dialect, historyThoughts: "keep" };
  }
  if (Object.hasOwn(builtInDialects, dialect)) return builtInDialects[dialect];
  const names = Object.keys(builtInDialects).join(", ");
  throw new UsageError(`There is no dialect "${dialect as string}". The dialects are: ${names}.`, {
    code: "unknown-dialect",
  });
}

function describe(prompts: BuiltInDialect["prompts"] | undefined): JsonObject {
  const entries: readonly (readonly [string, SystemPrompt])[] = Object.entries(prompts ?? {});
  return Object.fromEntries(entries.map(([language, prompt]) => [language, { ...prompt }]));
}

/** As the task says, else Chinese where its first message is: Han characters and no Japanese kana. */
function languageOf({ language, start }: Episode): "en" | "zh" {
  if (language !== undefined) return language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const { message = "" } = start.observation;
  const text = contentText(message);
  return /\p{Script=Han}/u.test(text) && !/[\u3040-\u30ff]/.test(text) ? "zh" : "en";
}
