import type {
  Action,
  AssistantMessage,
  ChatMessage,
  Dialect,
  Observation,
  Rendered,
  RenderSettings,
  Transcript,
  Turn,
} from "@agent-gym/core";

/** How one family of models spells each part of a conversation. All functions are pure. */
export interface DialectSpelling {
  /** As typed on the command line, and as the record names it. */
  readonly name: string;
  /** Tools are given to the server beside the messages, not written into them. */
  readonly nativeTools: boolean;
  /** Texts at which the server stops writing. Default: none. */
  readonly stop?: readonly string[];
  /** The system message; empty when there is none. */
  readonly system: (
    transcript: Pick<Transcript, "instructions" | "tools">,
    systemPrompt: string,
  ) => string;
  /** The message of one of the agent's turns. */
  readonly assistant: (
    action: Action,
    options: {
      /** Whether its thoughts are still told. */
      readonly thoughts: boolean;
      /** In the model's exact words, where they are known and make a valid message. */
      readonly verbatim: boolean;
    },
  ) => AssistantMessage;
  /** At least one message. */
  readonly observation: (observation: Observation) => readonly ChatMessage[];
  /** Reads a model's message as an action; linear in its length, and never throws. */
  readonly parse: Dialect["parse"];
}

/**
 * Makes a dialect of its spelling. The message of a turn is rendered once and kept with the turn, so a
 * growing conversation costs what its new turns cost, and old turns come back as the same objects.
 */
export function defineDialect(spelling: DialectSpelling): Dialect {
  const systems = new WeakMap<Transcript["tools"], SystemMessage>();
  const actions = new WeakMap<Action, Map<number, AssistantMessage>>();
  const observations = new WeakMap<Observation, readonly ChatMessage[]>();

  const systemMessage = (transcript: Transcript, systemPrompt: string): ChatMessage | undefined => {
    const { tools, instructions } = transcript;
    let known = systems.get(tools);
    if (known?.systemPrompt !== systemPrompt || known.instructions !== instructions) {
      const content = spelling.system(transcript, systemPrompt);
      const message: ChatMessage | undefined =
        content === "" ? undefined : { role: "system", content };
      known = { systemPrompt, instructions, message };
      systems.set(tools, known);
    }
    return known.message;
  };

  const actionMessage = (
    action: Action,
    options: { readonly thoughts: boolean; readonly verbatim: boolean },
  ): AssistantMessage => {
    let variants = actions.get(action);
    if (variants === undefined) actions.set(action, (variants = new Map()));
    const variant = (options.thoughts ? 1 : 0) + (options.verbatim ? 2 : 0);
    let message = variants.get(variant);
    if (message === undefined) {
      message = spelling.assistant(action, options);
      variants.set(variant, message);
    }
    return message;
  };

  const observationMessages = (observation: Observation): readonly ChatMessage[] => {
    let messages = observations.get(observation);
    if (messages === undefined) {
      messages = spelling.observation(observation);
      observations.set(observation, messages);
    }
    return messages;
  };

  const render = (transcript: Transcript, settings: RenderSettings): Rendered => {
    const { turns, tools } = transcript;
    const system = systemMessage(transcript, settings.systemPrompt);
    const messages: ChatMessage[] = system === undefined ? [] : [system];
    const thoughtsFrom = firstTurnWithThoughts(turns, settings.historyThoughts);
    const verbatim = settings.assistant === "verbatim";
    for (const [index, turn] of turns.entries()) {
      if ("action" in turn) {
        messages.push(actionMessage(turn.action, { thoughts: index >= thoughtsFrom, verbatim }));
      } else {
        messages.push(...observationMessages(turn.observation));
      }
    }
    return {
      messages,
      ...(spelling.nativeTools && tools.length > 0 ? { tools } : {}),
      ...(spelling.stop === undefined ? {} : { stop: spelling.stop }),
    };
  };

  return { specificationVersion: "v1", name: spelling.name, render, parse: spelling.parse };
}

interface SystemMessage {
  readonly systemPrompt: string;
  readonly instructions: string | undefined;
  readonly message: ChatMessage | undefined;
}

/** The last turn is at or behind it: a turn that is being written keeps its thought. */
function firstTurnWithThoughts(
  turns: readonly Turn[],
  history: RenderSettings["historyThoughts"],
): number {
  if (history === "keep") return 0;
  if (history === "drop") return turns.length - 1;
  return turns.findLastIndex(
    (turn) => "observation" in turn && turn.observation.message !== undefined,
  );
}
