import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { type Json, UsageError } from "@agent-gym/core";
import { RecordError } from "@agent-gym/runner";
import type { TaskProposal } from "@agent-gym/synthesizer";

/**
 * Keeps proposals as they are decided, so that nothing is lost whenever it ends: the accepted tasks as
 * a JSON array that is whole at any moment, the others as JSON Lines with the reason.
 */
export class ProposalFiles {
  readonly accepted: string;
  readonly rejected: string;
  readonly #tasks: Json[] = [];

  /**
   * @param path of the accepted tasks.
   * @throws UsageError when one of the files is there already.
   */
  constructor(path: string) {
    this.accepted = path;
    this.rejected = `${path.replace(/\.jsonl?$/i, "")}.rejected.jsonl`;
    const there = [this.accepted, this.rejected].find((file) => existsSync(file));
    if (there === undefined) return;
    throw new UsageError(`${there} is there already: name another file with --output.`, {
      code: "output-exists",
    });
  }

  /**
   * Makes both files, empty.
   *
   * @throws RecordError when they can't be written.
   */
  open(): void {
    attempt(this.accepted, () => mkdirSync(dirname(this.accepted), { recursive: true }));
    attempt(this.rejected, () => writeFileSync(this.rejected, ""));
    this.#writeTasks();
  }

  /** @throws RecordError when it can't be written; what was there before stays whole. */
  add({ accepted, task, ...story }: TaskProposal): void {
    if (accepted && task !== undefined) {
      this.#tasks.push(task.data);
      this.#writeTasks();
      return;
    }
    const line = JSON.stringify({ ...story, task: task?.data ?? null });
    attempt(this.rejected, () => appendFileSync(this.rejected, `${line}\n`));
  }

  #writeTasks(): void {
    const partial = `${this.accepted}.partial`;
    try {
      attempt(this.accepted, () => {
        writeFileSync(partial, `${JSON.stringify(this.#tasks, null, 2)}\n`);
        renameSync(partial, this.accepted);
      });
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  }
}

function attempt(path: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}
