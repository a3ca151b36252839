import { appendFileSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";

import { noUsage, type Usage } from "@agent-gym/core";
import { RecordError } from "@agent-gym/runner";

/** An answer of a judge, as it was given. */
export interface JudgeAnswer {
  readonly content: string;
  readonly usage: Usage;
}

/** Keeps answers by the digest of what was asked, so that nothing is asked and paid twice. */
export interface JudgeJournal {
  readonly find: (question: string) => JudgeAnswer | undefined;
  /** @throws RecordError when it can't be written. */
  readonly add: (question: string, answer: JudgeAnswer) => void;
}

/**
 * Opens a journal: a JSON Lines file that is only appended to, or memory alone without a path. A line
 * that was cut off when its process was killed is passed over.
 */
export async function openJudgeJournal(path?: string): Promise<JudgeJournal> {
  const answers = new Map<string, JudgeAnswer>();
  if (path !== undefined) {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw RecordError.reading(path, error);
    });
    for (const line of text.split("\n")) {
      const entry = parse(line);
      if (entry !== undefined) answers.set(entry.question, entry.answer);
    }
    attempt(path, () => mkdirSync(dirname(path), { recursive: true }));
    // Whatever was cut off stays a line of its own.
    if (text !== "" && !text.endsWith("\n")) attempt(path, () => appendFileSync(path, "\n"));
  }
  return {
    find: (question) => answers.get(question),
    add: (question, answer) => {
      answers.set(question, answer);
      if (path === undefined) return;
      attempt(path, () => appendFileSync(path, `${JSON.stringify({ question, ...answer })}\n`));
    },
  };
}

function parse(
  line: string,
): { readonly question: string; readonly answer: JudgeAnswer } | undefined {
  try {
    const {
      question,
      content,
      usage = noUsage,
    } = JSON.parse(line) as {
      readonly question: unknown;
      readonly content: unknown;
      readonly usage?: Usage;
    };
    if (typeof question !== "string" || typeof content !== "string") return undefined;
    return { question, answer: { content, usage } };
  } catch {
    return undefined;
  }
}

function attempt(path: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}
