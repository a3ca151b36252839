import { hash } from "node:crypto";

import {
  addUsage,
  canonicalJson,
  type ChatMessage,
  type ChatModel,
  type Json,
  type JsonObject,
  noUsage,
  type Usage,
} from "@agent-gym/core";
import * as z from "zod";

import type { Row } from "../row/row.ts";
import { wellFormedText } from "../row/well-formed-text.ts";
import { openJudgeJournal, type JudgeAnswer } from "./judge-journal.ts";
import {
  judgeAnswerSchema,
  judgePrompt,
  judgePromptVersion,
  standardRubric,
} from "./judge-prompt.ts";
import { judgeTurns, type WrongTurn } from "./mask-turns.ts";
import { type Judgement, rejected, type Stage } from "./stage.ts";

/** Who judges, by what, and what a row must score. */
export interface JudgeOptions {
  /** Better of another family than the teacher: models like their own words. */
  readonly model: ChatModel;
  /** What each score from 1 to 5 means. Default: a general one. */
  readonly rubric?: string;
  /** A row stays from this score on. Default 4. */
  readonly threshold?: number;
  /** What to do with turns below the threshold in a row above it. Default `keep`. */
  readonly turns?: "keep" | "mask" | "reject";
  /** Merged into each request. Default: temperature 0. */
  readonly sampling?: JsonObject;
  /** A file that keeps the answers: a dataset that is made again asks nothing twice. */
  readonly journal?: string;
}

const score = z.int().min(1).max(5);
const answerSchema = z.object({
  turns: z.array(z.object({ turn: z.int(), reasons: z.string(), score })).default([]),
  reasons: z.string(),
  score,
});
type Answer = z.infer<typeof answerSchema>;

/**
 * Lets a model judge each attempt by a rubric, as a whole and turn by turn, reasons before scores. An
 * answer that can't be read is asked for once more; then the row goes, and says so.
 *
 * What the model's endpoint throws comes out of the dataset's making; with a `journal` nothing that was
 * answered is lost.
 */
export function judgeStage(options: JudgeOptions): Stage {
  const {
    model,
    rubric = standardRubric,
    threshold = 4,
    turns = "keep",
    sampling = { temperature: 0 },
  } = options;
  return {
    name: "judge",
    description: "a model judges each attempt by a rubric",
    settings: { model: model.id, prompt: judgePromptVersion, rubric, threshold, turns, sampling },
    open: async () => {
      const journal = await openJudgeJournal(options.journal);
      const scores: Record<string, number> = {};
      let unreadable = 0;
      let usage: Usage = noUsage;

      const ask = async (
        messages: readonly ChatMessage[],
        row: Row,
        ordinal: number,
        signal: AbortSignal,
      ): Promise<JudgeAnswer> => {
        const question = hash(
          "sha256",
          canonicalJson([judgePromptVersion, model.id, sampling, messages as unknown as Json]),
        );
        const known = journal.find(question);
        if (known !== undefined) return known;
        const result = await model.complete(
          { messages, sampling, responseSchema: judgeAnswerSchema },
          { signal, scope: { episode: row.id, role: "judge", ordinal } },
        );
        const answer = { content: wellFormedText(result.message.content), usage: result.usage };
        journal.add(question, answer);
        return answer;
      };

      const judge = async (row: Row, signal: AbortSignal): Promise<Judgement> => {
        const prompt = judgePrompt(row, rubric);
        const first = await ask(prompt, row, 0, signal);
        usage = addUsage(usage, first.usage);
        let answer = readAnswer(first.content);
        if (answer === undefined) {
          const second = await ask(
            [
              ...prompt,
              { role: "assistant", content: first.content },
              { role: "user", content: "That can't be read. Answer with the JSON alone." },
            ],
            row,
            1,
            signal,
          );
          usage = addUsage(usage, second.usage);
          answer = readAnswer(second.content);
        }
        if (answer === undefined) {
          unreadable += 1;
          return rejected(
            "unreadable-judgement",
            "the judge gave no answer that can be read, twice",
          );
        }
        scores[answer.score] = (scores[answer.score] ?? 0) + 1;
        return decide(row, answer, { threshold, turns });
      };

      return {
        judge: ({ rows }, { signal }) => Promise.all(rows.map((row) => judge(row, signal))),
        report: () => ({
          scores: Object.fromEntries(
            Object.entries(scores).toSorted(([left], [right]) => Number(left) - Number(right)),
          ),
          unreadable,
          usage: { ...usage },
        }),
      };
    },
  };
}

function decide(
  row: Row,
  { score: whole, reasons, turns }: Answer,
  options: { readonly threshold: number; readonly turns: "keep" | "mask" | "reject" },
): Judgement {
  const { threshold } = options;
  const note = { score: whole, reasons, turns };
  if (whole < threshold) {
    return rejected("low-score", `the judge gives ${whole} of 5, less than ${threshold}`, note);
  }
  if (options.turns === "keep") return { decision: "kept", note };
  const wrong = turns
    .filter((one) => one.score < threshold && one.turn >= 1 && one.turn <= row.loss.length)
    .map((one): WrongTurn => ({
      turn: one.turn - 1,
      code: "low-turn-score",
      reason: `the judge gives it ${one.score} of 5`,
    }));
  const judgement = judgeTurns(row, wrong, options.turns);
  return { ...judgement, note };
}

/** The first JSON object of an answer that has the form; models like to put a fence around it. */
function readAnswer(content: string): Answer | undefined {
  const start = content.indexOf("{");
  const end = content.lastIndexOf("}");
  if (start === -1 || end <= start) return undefined;
  try {
    return answerSchema.safeParse(JSON.parse(content.slice(start, end + 1))).data;
  } catch {
    return undefined;
  }
}
