import { isErrorOfKind } from "./agent-gym-error.ts";
import { UsageError } from "./usage-error.ts";

/** A task's data breaks its environment's schema or rules. */
export class InvalidTaskError extends UsageError {
  static override readonly kind: string = "InvalidTaskError";
  /** The task, as a person finds it: its id, or its place in the file. */
  readonly task: string;
  /** One line per fault: `field: what is wrong`. */
  readonly problems: readonly string[];

  constructor(
    task: string,
    problems: readonly string[],
    options: { readonly cause?: unknown } = {},
  ) {
    super(`Task ${task} is not valid: ${problems.join("; ")}.`, {
      code: "invalid-task",
      ...options,
    });
    this.task = task;
    this.problems = problems;
  }

  static override isInstance(this: void, value: unknown): value is InvalidTaskError {
    return isErrorOfKind(value, InvalidTaskError.kind);
  }
}
