import type { JsonObject } from "@agent-gym/core";

import type { Example } from "../formats/example.ts";
import type { AnyRowFormat, FormatSettings } from "../formats/row-format.ts";
import type { ChatTemplate } from "./chat-template.ts";
import { checkRecord } from "./check-record.ts";
import { checkRendered } from "./check-rendered.ts";
import { expectedConversations } from "./expected-conversation.ts";
import type { Problem, ProblemCode } from "./problem.ts";

/** A problem, and the record that has it. */
export interface RowProblem extends Problem {
  /** The row's id. */
  readonly row: string;
}

/** What checking some records has found. */
export interface CheckReport {
  /** How many were checked. */
  readonly records: number;
  /** Of these: without any problem. */
  readonly sound: number;
  /** The name of the template that rendered them; `null` without one. */
  readonly template: string | null;
  /** How many faults there are of each kind; kinds without one are absent. */
  readonly problems: Readonly<Partial<Record<ProblemCode, number>>>;
  /**
   * Thoughts of turns that are not learned, which the template writes only while the turn is the last,
   * as its model is asked; no fault. `null` without a template.
   */
  readonly pastThoughts: number | null;
  /** The first hundred. */
  readonly examples: readonly RowProblem[];
  /** How much of the records is learned. */
  readonly loss: {
    /** Turns of the records, and of these: learned. */
    readonly turns: number;
    /** Turns whose words are part of the loss. */
    readonly learnedTurns: number;
    /** Characters of the rendered records, and of these: learned. `null` without a template. */
    readonly characters: number | null;
    /** Characters that are part of the loss; `null` without a template. */
    readonly learnedCharacters: number | null;
    /** What the trainer must be told for that to hold. */
    readonly needs?: string;
  };
}

/** What records are checked by. */
export interface RowCheckerOptions {
  /** The format that they were written in. */
  readonly format: AnyRowFormat;
  /** The settings that they were written with. Default: the format's own. */
  readonly settings?: FormatSettings;
  /** Absent: records are checked as their loader reads them, and not rendered. */
  readonly template?: ChatTemplate;
}

/** So many problems are kept in words. */
const shown = 100;

/** Checks one record after another, in constant memory. */
export class RowChecker {
  readonly #options: RowCheckerOptions;
  readonly #problems: Partial<Record<ProblemCode, number>> = {};
  readonly #examples: RowProblem[] = [];
  #records = 0;
  #sound = 0;
  #turns = 0;
  #learnedTurns = 0;
  #pastThoughts = 0;
  #characters = 0;
  #learnedCharacters = 0;
  #needs: string | undefined;

  constructor(options: RowCheckerOptions) {
    this.#options = options;
  }

  /** Checks a record against the example that it was written of. */
  check(value: JsonObject, example: Example): readonly Problem[] {
    const { format, settings = {}, template } = this.#options;
    const isSingle = example.kind === "conversation" && example.turn !== undefined;
    const ignoreLoss = isSingle && format.singleTurns !== undefined;
    if (ignoreLoss) this.#needs = format.singleTurns;
    const inputs = format.read(value);
    const expected = expectedConversations(example, format, settings);
    const problems = expected.flatMap((conversation, index): readonly Problem[] => {
      const input = inputs[index];
      if (input === undefined) {
        return [{ code: "wrong-turns", message: `conversation ${index + 1} is missing` }];
      }
      this.#turns += conversation.turns.length;
      this.#learnedTurns += conversation.turns.filter(({ learned }) => learned).length;
      const found = checkRecord(input, conversation, { ignoreLoss });
      if (template === undefined) return found;
      const rendered = checkRendered(input, conversation, template);
      this.#pastThoughts += rendered.pastThoughts;
      this.#characters += rendered.characters;
      this.#learnedCharacters += rendered.learnedCharacters;
      return [...found, ...rendered.problems];
    });
    this.#records += 1;
    if (problems.length === 0) this.#sound += 1;
    for (const problem of problems) {
      this.#problems[problem.code] = (this.#problems[problem.code] ?? 0) + 1;
      if (this.#examples.length < shown) this.#examples.push({ row: example.row.id, ...problem });
    }
    return problems;
  }

  /** What was found so far. */
  report(): CheckReport {
    const { template } = this.#options;
    return {
      records: this.#records,
      sound: this.#sound,
      template: template?.name ?? null,
      problems: this.#problems,
      pastThoughts: template === undefined ? null : this.#pastThoughts,
      examples: this.#examples,
      loss: {
        turns: this.#turns,
        learnedTurns: this.#learnedTurns,
        characters: template === undefined ? null : this.#characters,
        learnedCharacters: template === undefined ? null : this.#learnedCharacters,
        ...(this.#needs === undefined ? {} : { needs: this.#needs }),
      },
    };
  }
}
