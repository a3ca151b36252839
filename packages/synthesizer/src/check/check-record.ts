import { neutralise, neutraliseJson, parseText, writeJson } from "@agent-gym/agents";
import { canonicalJson, isJsonObject, type JsonObject } from "@agent-gym/core";

import type { TemplateInput } from "../formats/row-format.ts";
import { objects, textOf } from "../formats/text-messages.ts";
import { wellFormedText } from "../row/well-formed-text.ts";
import type { ExpectedConversation, ExpectedTurn } from "./expected-conversation.ts";
import type { Problem } from "./problem.ts";

type Call = ExpectedTurn["calls"][number];

/**
 * Checks a record as its loader reads it, without any template: every turn with its thought, words,
 * calls and results is there and unchanged, and so is where the loss lies.
 *
 * @param options.ignoreLoss where the loss depends on what the trainer is told.
 */
export function checkRecord(
  input: TemplateInput,
  expected: ExpectedConversation,
  options: { readonly ignoreLoss: boolean },
): readonly Problem[] {
  const { messages } = input;
  const problems: Problem[] = [];
  if (!hasTools(input, expected.tools)) {
    problems.push({ code: "changed-tools", message: "its tools are not those of the episode" });
  }
  const places = messages.flatMap(({ role }, place) => (role === "assistant" ? [place] : []));
  if (places.length !== expected.turns.length) {
    const message = `it has ${places.length} turns and should have ${expected.turns.length}`;
    return [...problems, { code: "wrong-turns", message }];
  }
  const before = messages.slice(0, places[0]);
  if (!holdsInOrder(before, expected.questions)) {
    problems.push({ code: "lost-question", message: "what was asked is not there" });
  }
  for (const [index, turn] of expected.turns.entries()) {
    const place = places[index] ?? 0;
    const message = messages[place];
    const after = messages.slice(place + 1, places[index + 1]);
    if (message === undefined) continue;
    problems.push(...checkTurn(message, turn, index + 1, expected));
    const lost = turn.answers.findIndex(
      (_, count) =>
        !holdsInOrder(
          after,
          turn.answers.slice(0, count + 1).map(({ text }) => text),
        ),
    );
    if (lost !== -1) {
      const what = `answer ${lost + 1} to it is not there`;
      problems.push({ code: "lost-result", turn: index + 1, message: what });
    }
    const learned = input.trained[place] === true;
    if (!options.ignoreLoss && learned !== turn.learned) {
      problems.push(
        learned
          ? { code: "loss-on-foreign", turn: index + 1, message: "it is learned and should not be" }
          : { code: "no-loss", turn: index + 1, message: "it should be learned and is not" },
      );
    }
  }
  const foreign = messages.findIndex(
    ({ role }, place) => role !== "assistant" && input.trained[place] === true,
  );
  if (foreign !== -1) {
    const message = `message ${foreign + 1}, of the role ${textOf(messages[foreign]?.["role"])}, is learned`;
    problems.push({ code: "loss-on-foreign", message });
  }
  return problems;
}

function checkTurn(
  message: JsonObject,
  expected: ExpectedTurn,
  turn: number,
  { tools }: ExpectedConversation,
): readonly Problem[] {
  const problems: Problem[] = [];
  const content = textOf(message["content"]);
  const inText = parseText(content, { tools: toolSpecs(tools), bareJson: false });
  const { reasoning_content: reasoning, thinking } = message;
  const thought = [textOf(reasoning ?? thinking), inText.reasoning].join("\n");
  if (!equalWords(thought, expected.thought)) {
    const what =
      expected.thought === "" ? "it has a thought that was left out" : "its thought is lost";
    problems.push({ code: "lost-thought", turn, message: what });
  }
  if (!equalWords(inText.text, expected.text)) {
    problems.push({ code: "lost-text", turn, message: "what it says is lost or changed" });
  }
  const native = objects(message["tool_calls"] ?? []);
  for (const call of native) {
    const called = call["function"];
    if (isJsonObject(called) && typeof called["arguments"] === "string") {
      const what = `the arguments of ${textOf(called["name"])} are text where an object belongs`;
      problems.push({ code: "double-encoded", turn, message: what });
    }
  }
  const calls = [...native.map(nativeCall), ...inText.calls];
  problems.push(...compareCalls(calls, expected.calls, turn));
  return problems;
}

/** Whether the tools are given beside the messages, or written out in the system message. */
function hasTools({ messages, tools }: TemplateInput, expected: readonly JsonObject[]): boolean {
  if (tools !== undefined) return canonicalJson(tools) === canonicalJson(expected);
  const system = messages[0]?.["role"] === "system" ? textOf(messages[0]["content"]) : "";
  return expected.every((tool) =>
    [writeJson(tool), JSON.stringify(tool)].some((json) => system.includes(neutraliseJson(json))),
  );
}

/** Where calls differ from those that there should be. */
export function compareCalls(
  calls: readonly Call[],
  expected: readonly Call[],
  turn: number,
): readonly Problem[] {
  if (calls.length !== expected.length) {
    const message = `it has ${calls.length} calls and should have ${expected.length}`;
    return [{ code: "lost-call", turn, message }];
  }
  return expected.flatMap((call, index): readonly Problem[] => {
    const found = calls[index];
    if (
      found?.name === call.name &&
      canonicalJson(wellFormedText(found.arguments)) === canonicalJson(call.arguments)
    ) {
      return [];
    }
    const nulls = countNulls(found?.arguments ?? {}) > countNulls(call.arguments);
    const what = nulls ? "holds nulls that were not there" : "is not what was called";
    return [{ code: "changed-call", turn, message: `its call of ${call.name} ${what}` }];
  });
}

function countNulls(value: JsonObject): number {
  return JSON.stringify(value).split("null").length - 1;
}

function nativeCall(call: JsonObject): Call {
  const called = call["function"];
  const { name, arguments: values } = isJsonObject(called) ? called : {};
  return {
    name: textOf(name),
    arguments: isJsonObject(values) ? values : {},
  };
}

/** Whether words are equal, but for the white space around them and how tags are kept from being tags. */
function equalWords(left: string, right: string): boolean {
  return neutralise(left).trim() === neutralise(right).trim();
}

function holdsInOrder(messages: readonly JsonObject[], texts: readonly string[]): boolean {
  const whole = messages.map(({ content }) => textOf(content)).join("\n");
  let position = 0;
  return texts.every((text) => {
    const found = whole.indexOf(text.trim(), position);
    position = found + text.trim().length;
    return found !== -1;
  });
}

function toolSpecs(tools: readonly JsonObject[]): readonly {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}[] {
  return tools.map((tool) => tool["function"] as unknown as ReturnType<typeof toolSpecs>[number]);
}
