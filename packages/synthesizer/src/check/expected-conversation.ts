import type { JsonObject, RenderSettings, Transcript } from "@agent-gym/core";

import type { Example } from "../formats/example.ts";
import { functionTool, type NativeMessage, nativeMessages } from "../formats/native-messages.ts";
import type { FormatSettings, RowFormat } from "../formats/row-format.ts";
import { studentSettings } from "../render/student-settings.ts";
import { actionsOf, upToAction } from "../row/actions.ts";
import type { Row } from "../row/row.ts";

/** A turn that a record must hold. */
export interface ExpectedTurn {
  /** Empty where there is none, or the settings leave it out. */
  readonly thought: string;
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: JsonObject }[];
  /** What came back: results, and what a user said. */
  readonly answers: readonly { readonly text: string; readonly from: "tool" | "user" }[];
  readonly learned: boolean;
}

/** A conversation that a record must hold. */
export interface ExpectedConversation {
  /** What was said before the first turn. */
  readonly questions: readonly string[];
  readonly turns: readonly ExpectedTurn[];
  readonly tools: readonly JsonObject[];
}

/**
 * What a record of an example must hold, told by the transcript and not by the format's own code: one
 * conversation for each that the format's `read` gives. Empty for prompts, which hold no turn.
 */
export function expectedConversations(
  example: Example,
  format: Pick<RowFormat, "dialect" | "withoutThoughts">,
  choice: FormatSettings,
): readonly ExpectedConversation[] {
  const settingsOf = (row: Row): RenderSettings => {
    const settings = studentSettings(row, format.dialect, choice);
    return format.withoutThoughts === true ? { ...settings, historyThoughts: "drop" } : settings;
  };
  const isText = format.dialect === "mirau" || format.dialect === "hermes";
  const expect = (
    transcript: Transcript,
    row: Row,
    learned: (turn: number, last: number) => boolean,
  ): ExpectedConversation => {
    const settings = settingsOf(row);
    const native = nativeMessages(transcript, settings);
    if (!native.ok) throw new Error(`${row.id} was written though it can't be: ${native.reason}.`);
    const conversation = expectation(native.messages, learned);
    const actions = actionsOf(transcript);
    const turns = conversation.turns.map((turn, index) => ({
      ...turn,
      thought: format.withoutThoughts === true ? "" : turn.thought,
      // In a text what can't be read as a call is no call; natively it is told as one.
      calls: isText ? turn.calls.slice(0, actions[index]?.calls.length) : turn.calls,
    }));
    return { ...conversation, turns, tools: transcript.tools.map(functionTool) };
  };
  switch (example.kind) {
    case "conversation": {
      const { row, turn } = example;
      return turn === undefined
        ? [expect(row.transcript, row, (index) => row.loss[index] === true)]
        : [expect(upToAction(row.transcript, turn), row, (index, last) => index === last)];
    }
    case "preference": {
      const { prompt, row } = example;
      return [example.chosen, example.rejected].map((action) =>
        expect(
          { ...prompt, turns: [...prompt.turns, { action }] },
          row,
          (turn, last) => turn === last,
        ),
      );
    }
    case "label": {
      const { prompt, row, completion: action } = example;
      const transcript = { ...prompt, turns: [...prompt.turns, { action }] };
      return [expect(transcript, row, (turn, last) => turn === last)];
    }
    default:
      return [];
  }
}

function expectation(
  messages: readonly NativeMessage[],
  learned: (turn: number, last: number) => boolean,
): Omit<ExpectedConversation, "tools"> {
  const questions: string[] = [];
  const turns: { -readonly [Key in keyof ExpectedTurn]: ExpectedTurn[Key] }[] = [];
  for (const message of messages) {
    if (message.role === "assistant") {
      const { reasoning = "", content, calls } = message;
      turns.push({
        thought: reasoning,
        text: content,
        calls: calls.map(({ name, arguments: values }) => ({ name, arguments: values })),
        answers: [],
        learned: false,
      });
      continue;
    }
    const last = turns.at(-1);
    if (last !== undefined) {
      const from = message.role === "tool" ? "tool" : "user";
      last.answers = [...last.answers, { text: message.content, from }];
    } else if (message.role === "user") {
      questions.push(message.content);
    }
  }
  for (const [index, turn] of turns.entries()) turn.learned = learned(index, turns.length - 1);
  return { questions, turns };
}
