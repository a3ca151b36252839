import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { isJsonObject, type JsonObject, UsageError } from "@agent-gym/core";
import { Template } from "@huggingface/jinja";

/** A conversation as a chat template takes it. */
export interface TemplateRequest {
  /** In the form that the template reads: `role`, `content` and what else it knows. */
  readonly messages: readonly JsonObject[];
  /** Native tools in the form that the template reads; none when absent. */
  readonly tools?: readonly JsonObject[];
  /** Whether the text ends where the model would begin its answer. */
  readonly addGenerationPrompt: boolean;
}

/** A rendered conversation. */
export interface RenderedText {
  /** All of it, special tokens included as text. */
  readonly text: string;
  /**
   * What the template marks as the model's own words (`{% generation %}`), as pairs of places in the
   * text, the end excluded; `undefined` for a template without such marks.
   */
  readonly generated: readonly (readonly [start: number, end: number])[] | undefined;
}

/** A model's chat template. */
export interface ChatTemplate {
  /** For reports: the file's, or what the caller calls it. */
  readonly name: string;
  /**
   * Renders a conversation as the model's trainer and server would. A thought is there as
   * `reasoning_content` and as `thinking`, whichever of both the message has.
   *
   * @throws Error with the template's own words when it refuses the conversation.
   */
  readonly render: (request: TemplateRequest) => RenderedText;
}

const opening = "\uE000";
const closing = "\uE001";

/**
 * Makes a template of its Jinja source, as Hugging Face's tokenizers have it.
 *
 * @param options.variables what the template may ask for besides: `bos_token`, `enable_thinking`, …
 * @throws UsageError when it is no Jinja.
 */
export function chatTemplate(
  source: string,
  options: { readonly name?: string; readonly variables?: JsonObject } = {},
): ChatTemplate {
  const { name = "template", variables = {} } = options;
  // Python's Jinja takes every end of a line for the same.
  const unix = source.replaceAll(/\r\n?/g, "\n");
  const marked = markGenerations(unix);
  let template: Template;
  try {
    template = new Template(marked);
  } catch (error) {
    throw new UsageError(`The chat template ${name} is no Jinja: ${(error as Error).message}.`, {
      code: "template",
      cause: error,
    });
  }
  const hasMarks = marked !== unix;
  return {
    name,
    render: ({ messages, tools, addGenerationPrompt }) => {
      const text = template.render({
        ...variables,
        messages: messages.map(withThoughtNames),
        ...(tools === undefined ? {} : { tools }),
        add_generation_prompt: addGenerationPrompt,
      });
      return hasMarks ? unmark(text) : { text, generated: undefined };
    },
  };
}

/**
 * A thought under all names that templates read it by, as `apply_chat_template` of transformers 5 hands
 * it to them (seen in 5.24); a name that the message has itself stays as it is.
 */
function withThoughtNames(message: JsonObject): JsonObject {
  const thought = [message["reasoning_content"], message["thinking"], message["reasoning"]].find(
    (one) => one !== undefined && one !== null,
  );
  return thought === undefined
    ? message
    : { thinking: thought, ...message, reasoning_content: thought };
}

/**
 * Reads a chat template: a `.jinja` file, or a `tokenizer_config.json` that holds one.
 *
 * @throws UsageError
 */
export async function loadChatTemplate(
  path: string,
  options: { readonly variables?: JsonObject } = {},
): Promise<ChatTemplate> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw unreadable(path, (error as Error).message, error);
  });
  const name = basename(path);
  if (!path.endsWith(".json")) return chatTemplate(text, { name, ...options });
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, "it is no JSON", error);
  }
  if (!isJsonObject(config)) throw unreadable(path, "it is no JSON object");
  const source = sourceOf(config);
  if (source === undefined) throw unreadable(path, 'it has no "chat_template"');
  return chatTemplate(source, {
    name,
    variables: { ...tokensOf(config), ...options.variables },
  });
}

function sourceOf({ chat_template: template }: JsonObject): string | undefined {
  if (typeof template === "string") return template;
  if (!Array.isArray(template)) return undefined;
  // Several by name: the one for tools is what agents are trained with.
  const named = (template as readonly JsonObject[]).map(({ name, template: source }) => ({
    name,
    source,
  }));
  const chosen =
    named.find(({ name }) => name === "tool_use") ?? named.find(({ name }) => name === "default");
  return typeof chosen?.source === "string" ? chosen.source : undefined;
}

function tokensOf(config: JsonObject): JsonObject {
  return Object.fromEntries(
    ["bos_token", "eos_token", "pad_token", "unk_token"].flatMap((name) => {
      const token = config[name];
      const content = isJsonObject(token) ? token["content"] : token;
      return typeof content === "string" ? [[name, content]] : [];
    }),
  );
}

/**
 * Puts private characters at the edges of what a template marks as generated. They stand in blocks of
 * their own that take over the edges' white-space control, so that nothing else of the text changes.
 */
function markGenerations(source: string): string {
  return source
    .replaceAll(
      /\{%([-+]?)\s*generation\s*(-?)%\}/g,
      (_, left: string, right: string) =>
        `{%${left} generation %}{% if true %}${opening}{% endif ${right}%}`,
    )
    .replaceAll(
      /\{%([-+]?)\s*endgeneration\s*(-?)%\}/g,
      (_, left: string, right: string) =>
        `{%${left} if true %}${closing}{% endif %}{% endgeneration ${right}%}`,
    );
}

function unmark(marked: string): RenderedText {
  const generated: (readonly [number, number])[] = [];
  let text = "";
  let start = 0;
  for (const part of marked.split(/([\uE000\uE001])/)) {
    if (part === opening) start = text.length;
    else if (part === closing) generated.push([start, text.length]);
    else text += part;
  }
  return { text, generated };
}

function unreadable(path: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`Can't read the chat template ${path}: ${why}.`, {
    code: "template",
    cause,
  });
}
