import { parseText } from "@agent-gym/agents";
import type { JsonObject, ToolSpec } from "@agent-gym/core";

import type { TemplateInput } from "../formats/row-format.ts";
import type { ChatTemplate, RenderedText } from "./chat-template.ts";
import { compareCalls } from "./check-record.ts";
import type { ExpectedConversation, ExpectedTurn } from "./expected-conversation.ts";
import { findCall, findWords } from "./find-piece.ts";
import type { Problem } from "./problem.ts";

/** What a template makes of a record. */
export interface RenderedCheck {
  readonly problems: readonly Problem[];
  /** Thoughts that are not learned and left out as those of past turns are. */
  readonly pastThoughts: number;
  /** Characters of the whole text, and of these: what is learned. */
  readonly characters: number;
  readonly learnedCharacters: number;
}

/**
 * Renders a record with a chat template, as the trainer will, and looks for everything that must be
 * there: each turn's thought, words and calls in its own place, then what came back; no arguments that
 * were encoded twice; and the prompt at inference of each turn that is learned a prefix of the whole.
 *
 * Many templates write a thought only while its turn is the last one, for so their models are asked.
 * Of a turn that is not learned nothing is lost by that: such thoughts are counted, and no fault.
 */
export function checkRendered(
  input: TemplateInput,
  expected: ExpectedConversation,
  template: ChatTemplate,
): RenderedCheck {
  const { messages, tools } = input;
  const render = (part: readonly JsonObject[], addGenerationPrompt: boolean): RenderedText =>
    template.render({
      messages: part,
      ...(tools === undefined || tools.length === 0 ? {} : { tools }),
      addGenerationPrompt,
    });
  let whole: RenderedText;
  try {
    whole = render(messages, false);
  } catch (error) {
    const message = `${template.name} refuses it: ${(error as Error).message}`;
    const problems: readonly Problem[] = [{ code: "template-error", message }];
    return { problems, pastThoughts: 0, characters: 0, learnedCharacters: 0 };
  }
  const { text, generated } = whole;
  const problems: Problem[] = [];
  if (/\[object (?:Map|Object)\]/.test(text) && !JSON.stringify(messages).includes("[object ")) {
    problems.push({ code: "unprintable", message: "the template joins a text and an object" });
  }
  const places = messages.flatMap(({ role }, place) => (role === "assistant" ? [place] : []));
  const lengthOf = (
    part: readonly JsonObject[],
    addGenerationPrompt: boolean,
  ): number | undefined => prefixLength(text, () => render(part, addGenerationPrompt).text);
  const starts = places.map((place) => lengthOf(messages.slice(0, place), true));
  const broken = starts.findIndex(
    (start, index) => start === undefined && expected.turns[index]?.learned === true,
  );
  if (broken !== -1) {
    const message =
      "its prompt at inference is no prefix of the text: what the model saw then is not what is trained";
    problems.push({ code: "broken-prefix", turn: broken + 1, message });
  }
  let position = 0;
  let learnedCharacters = 0;
  let pastThoughts = 0;
  for (const [index, turn] of expected.turns.entries()) {
    const place = places[index] ?? 0;
    const start = Math.max(position, starts[index] ?? position);
    const next = starts[index + 1] ?? text.length;
    // Where the turn itself ends, if the template writes it alike whether or not something follows.
    const own = turn.answers.length === 0 ? next : lengthOf(messages.slice(0, place + 1), false);
    if (own === undefined && starts[index] !== undefined && turn.learned) {
      const message =
        "the template writes it otherwise once something follows: what is trained is not what was said";
      problems.push({ code: "broken-prefix", turn: index + 1, message });
    }
    const found = findTurn(text, turn, {
      start,
      next,
      ...(own === undefined || own < start ? {} : { own }),
      turn: index + 1,
      tools: expected.tools,
    });
    problems.push(...found.problems);
    if (found.lacksThought) {
      const isPast = writesThought(turn, () => render(messages.slice(0, place + 1), false).text);
      if (isPast && !turn.learned) pastThoughts += 1;
      else problems.push(lostThought(index + 1, isPast));
    }
    position = found.answered;
    const learned = input.trained[place] === true;
    if (generated === undefined) {
      if (learned) learnedCharacters += found.said - start;
      continue;
    }
    const inside = (from: number, to: number): boolean =>
      generated.some(([left, right]) => from < right && to > left);
    if (learned && !inside(start, found.said)) {
      const message = "the template does not mark it as the model's own";
      problems.push({ code: "no-loss", turn: index + 1, message });
    }
    if (found.answers.some(([from, to]) => inside(from, to))) {
      const message = "the template marks what came back as the model's own words";
      problems.push({ code: "loss-on-foreign", turn: index + 1, message });
    }
  }
  if (generated !== undefined) {
    learnedCharacters = generated.reduce((sum, [start, end]) => sum + end - start, 0);
  }
  return { problems, pastThoughts, characters: text.length, learnedCharacters };
}

/** Whether a turn's thought is written while nothing follows it. */
function writesThought({ thought }: ExpectedTurn, render: () => string): boolean {
  try {
    return findWords(render(), thought, 0).end !== -1;
  } catch {
    return false;
  }
}

function lostThought(turn: number, isPast: boolean): Problem {
  const message = isPast
    ? "the template leaves out the thoughts of past turns, and this one is learned: a row of each turn keeps it"
    : "the template leaves its thought out";
  return { code: "lost-thought", turn, message };
}

/** How long a beginning of a text is; `undefined` for one that is none, or can't be rendered. */
function prefixLength(text: string, render: () => string): number | undefined {
  try {
    const prefix = render();
    return text.startsWith(prefix) ? prefix.length : undefined;
  } catch {
    return undefined;
  }
}

interface FoundTurn {
  readonly problems: readonly Problem[];
  readonly lacksThought: boolean;
  /** Where what the model said ends, and where the last answer to it does. */
  readonly said: number;
  readonly answered: number;
  readonly answers: readonly (readonly [start: number, end: number])[];
}

interface TurnPlace {
  readonly start: number;
  /** Where the next turn's prompt ends. */
  readonly next: number;
  /** Where the turn itself ends, if that is known. */
  readonly own?: number;
  readonly turn: number;
  readonly tools: readonly JsonObject[];
}

function findTurn(text: string, turn: ExpectedTurn, place: TurnPlace): FoundTurn {
  const region = text.slice(place.start, place.own ?? place.next);
  const problems: Problem[] = [];
  const problem = (code: Problem["code"], message: string): void => {
    problems.push({ code, turn: place.turn, message });
  };
  let said = 0;
  const isThere = (words: string): boolean => {
    if (words.trim() === "") return true;
    const { end } = findWords(region, words, said);
    if (end !== -1) said = end;
    return end !== -1;
  };
  const lacksThought = !isThere(turn.thought);
  if (!isThere(turn.text)) problem("lost-text", "the template leaves out what it says");
  let called = said;
  for (const call of turn.calls) {
    const { end } = findCall(region, call, called);
    if (end === -1)
      problem("lost-call", `the template loses its call of ${call.name}, or part of it`);
    else called = end;
  }
  const answers: (readonly [number, number])[] = [];
  let answered = place.own ?? place.start + called;
  for (const [index, answer] of turn.answers.entries()) {
    if (answer.text.trim() === "") continue;
    const { start, end } = findWords(text.slice(0, place.next), answer.text, answered);
    if (end === -1) {
      problem("lost-result", `the template leaves out answer ${index + 1} to it`);
      continue;
    }
    answers.push([start, end]);
    answered = end;
  }
  if (turn.calls.length > 0) {
    const end = place.own ?? answers[0]?.[0] ?? place.next;
    problems.push(...checkSpelling(text.slice(place.start + said, end), turn, place));
  }
  return { problems, lacksThought, said: place.own ?? place.start + called, answered, answers };
}

/** Reads the calls back, where their syntax is one that we know. */
function checkSpelling(
  own: string,
  { calls }: ExpectedTurn,
  { turn, tools }: Pick<TurnPlace, "turn" | "tools">,
): readonly Problem[] {
  const doubled = /(?<!\\)"(?:arguments|parameters)":\s*"\s*\{/;
  // A text that holds such words itself proves nothing.
  if (doubled.test(own) && !/"(?:arguments|parameters)"/.test(deepText(calls))) {
    return [{ code: "double-encoded", turn, message: "the template encodes its arguments twice" }];
  }
  const specs = tools.map((tool) => tool["function"] as unknown as ToolSpec);
  const read = parseText(own, { tools: specs, bareJson: false });
  // Another syntax: the search for each value has to do.
  return read.calls.length === calls.length ? compareCalls(read.calls, calls, turn) : [];
}

function deepText(calls: ExpectedTurn["calls"]): string {
  return calls
    .map(({ arguments: values }) => JSON.stringify(values).replaceAll("\\", ""))
    .join("\n");
}
