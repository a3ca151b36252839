import type { Json } from "@agent-gym/core";

import { userText } from "../row/actions.ts";
import type { GroupTask } from "../row/task-group.ts";
import { kept, rejected, rowStage, type Stage } from "./stage.ts";

/** What counts as an answer that the agent could read. */
export interface NoLeakedAnswerOptions {
  /** A task's answers. Default: the texts of its fields `answer`, `answers`, `expected`, `solution`. */
  readonly answers?: (task: GroupTask) => readonly string[];
  /** Answers with fewer letters and digits occur by chance, and are passed over. Default 6. */
  readonly minimumLength?: number;
}

/** No task that gives its own answer away in what it asks. */
export function noLeakedAnswerStage(options: NoLeakedAnswerOptions = {}): Stage {
  const { answers = usualAnswers, minimumLength = 6 } = options;
  return rowStage({
    name: "no-leaked-answer",
    description: "no task whose question holds its answer",
    settings: { minimumLength, answers: options.answers === undefined ? "usual fields" : "custom" },
    judge: ({ transcript }, { task }) => {
      const asked = ` ${plain(`${transcript.instructions ?? ""}\n${userText({ turns: transcript.turns.slice(0, 1) })}`)} `;
      const leaked = answers(task)
        .map(plain)
        .find(
          (answer) =>
            answer.replaceAll(" ", "").length >= minimumLength &&
            (isSpaced(answer) ? asked.includes(` ${answer} `) : asked.includes(answer)),
        );
      return leaked === undefined
        ? kept
        : rejected("leaked-answer", "its task's question holds the answer");
    },
  });
}

const usualFields = ["answer", "answers", "expected", "solution"] as const;

function usualAnswers({ data }: GroupTask): readonly string[] {
  return usualFields.flatMap((field) => texts(data?.[field] ?? null));
}

function texts(value: Json): readonly string[] {
  if (typeof value === "string") return [value.replace(/^\\boxed\{(.*)\}$/s, "$1")];
  if (typeof value === "number") return [String(value)];
  return Array.isArray(value) ? (value as readonly Json[]).flatMap(texts) : [];
}

/** Words alone, so that punctuation and case hide nothing. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function isSpaced(text: string): boolean {
  return !/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text);
}
