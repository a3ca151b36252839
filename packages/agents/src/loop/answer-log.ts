import {
  type ChatResult,
  type Episode,
  isJsonObject,
  jsonSchemaProblems,
  type ToolSpec,
} from "@agent-gym/core";

/** A call that a model made and that nobody has run yet. */
export interface OpenCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote them. */
  readonly written: string;
  /** Whether a framework would run it: a tool of the episode, with arguments that fit. */
  readonly valid: boolean;
}

/** A model's answer, and what of it has not become part of a step. */
export interface LoggedAnswer {
  readonly result: ChatResult;
  readonly open: OpenCall[];
  /** Its text and thoughts stand in an action already. */
  said: boolean;
}

/** The answers that an episode's model gave to an agent that owns its loop, newest first. */
export class AnswerLog {
  readonly #answers: LoggedAnswer[] = [];

  add(result: ChatResult, tools: readonly ToolSpec[]): void {
    const byName = new Map(tools.map((tool) => [tool.name, tool]));
    const open = (result.message.toolCalls ?? []).flatMap(({ id, name, arguments: written }) => {
      const tool = byName.get(name);
      // A tool of the agent's own is none of the environment's business.
      return tool === undefined ? [] : [{ id, name, written, valid: fits(written, tool) }];
    });
    this.#answers.unshift({ result, open, said: false });
    this.#answers.splice(mostAnswers);
  }

  /** Takes the open call that is being run: that of the id, or the first of the same name and arguments. */
  take(wanted: {
    readonly callId?: string | undefined;
    readonly name: string;
    readonly written: string;
  }): { readonly answer: LoggedAnswer; readonly call: OpenCall } | undefined {
    const { callId, name, written } = wanted;
    const isIt = (call: OpenCall): boolean =>
      call.name === name &&
      (callId === undefined ? sameJson(call.written, written) : call.id === callId);
    for (const answer of this.#answers) {
      const index = answer.open.findIndex(isIt);
      const [call] = index === -1 ? [] : answer.open.splice(index, 1);
      if (call !== undefined) return { answer, call };
    }
    return undefined;
  }

  /** The newest answer that said this text and that no action holds yet. */
  takeText(text: string): ChatResult | undefined {
    const found = this.#answers.find(
      ({ said, result }) => !said && result.message.content.trim() === text.trim(),
    );
    if (found !== undefined) found.said = true;
    return found?.result;
  }
}

/** Enough for agents that ask several questions at once. */
const mostAnswers = 64;

const logs = new WeakMap<Episode, AnswerLog>();

/** The one log of an episode. */
export function answerLogOf(episode: Episode): AnswerLog {
  let log = logs.get(episode);
  if (log === undefined) logs.set(episode, (log = new AnswerLog()));
  return log;
}

function fits(written: string, tool: ToolSpec): boolean {
  const value = parse(written);
  return isJsonObject(value) && jsonSchemaProblems(tool.parameters, value).length === 0;
}

function sameJson(left: string, right: string): boolean {
  return left === right || JSON.stringify(parse(left)) === JSON.stringify(parse(right));
}

function parse(written: string): unknown {
  try {
    return JSON.parse(written === "" ? "{}" : written);
  } catch {
    return undefined;
  }
}
