import {
  AgentGymError,
  type AnyTool,
  type EpisodeContext,
  type Evidence,
  type FileTree,
  type Sandbox,
  type SandboxProvider,
  type Start,
  StaticEnvironment,
  type TypedTask,
} from "@agent-gym/core";

import type { Cells } from "./cells/cells.ts";
import { statefulCells } from "./cells/stateful-cells.ts";
import { statelessCells } from "./cells/stateless-cells.ts";
import { changedFiles, collectOptions, type PythonEvidence } from "./evidence/python-evidence.ts";
import { instructionsFor } from "./instructions.ts";
import type { PythonOptions } from "./python-options.ts";
import { type CellDesk, runPythonCode } from "./run-python-code.ts";
import { answerType, type PythonTask } from "./task/python-task.ts";
import { toFileTree } from "./task/task-files.ts";
import { taskLanguage } from "./task/task-language.ts";

/** Python in a sandbox, and one question. */
export class CellEnvironment
  extends StaticEnvironment<PythonTask, PythonEvidence>
  implements CellDesk
{
  readonly outputCharacters: number;
  readonly cellSeconds: number;
  readonly stateless: boolean;
  protected readonly tools: readonly AnyTool<this>[] = [runPythonCode];
  readonly #sandboxes: SandboxProvider;
  #sandbox: Sandbox | undefined;
  #cells: Cells | undefined;
  readonly #start: FileTree;

  constructor(task: TypedTask<PythonTask>, options: PythonOptions, context: EpisodeContext) {
    super(task);
    const { wallMs } = task.input.limits ?? {};
    this.outputCharacters = options.outputCharacters;
    this.cellSeconds = wallMs === undefined ? options.cellSeconds : wallMs / 1000;
    this.stateless = options.stateless;
    this.#sandboxes = context.sandboxes;
    this.#start = toFileTree(task.input.files);
  }

  get cells(): Cells {
    return this.#cells ?? notReset();
  }

  protected override prompt(): string {
    return this.task.input.question;
  }

  protected override instructions(): string {
    const { input } = this.task;
    return instructionsFor({
      language: taskLanguage(input),
      type: answerType(input),
      stateless: this.stateless,
    });
  }

  override async reset(options: {
    readonly seed: number;
    readonly signal: AbortSignal;
  }): Promise<Start> {
    const sandbox = await this.#sandboxes.create(
      {
        files: this.#start,
        limits: { ...this.task.input.limits, wallMs: Math.ceil(this.cellSeconds * 1000) },
        requires: [this.stateless ? "python" : "stateful-python"],
      },
      options.signal,
    );
    this.#sandbox = sandbox;
    this.#cells = this.stateless
      ? statelessCells(sandbox)
      : await statefulCells(sandbox, { signal: options.signal });
    return super.reset(options);
  }

  /** Kills what the agent left running, then takes what it left in the workspace. */
  override async evidence(): Promise<Evidence<PythonEvidence>> {
    const sandbox = this.#sandbox ?? notReset();
    await sandbox.stop();
    const collection = await sandbox.collect(collectOptions);
    return {
      data: { skipped: collection.skipped.map((one) => ({ ...one })) },
      files: changedFiles(collection, this.#start),
    };
  }

  override async close(): Promise<void> {
    const sandbox = this.#sandbox;
    this.#sandbox = undefined;
    this.#cells = undefined;
    try {
      await sandbox?.[Symbol.asyncDispose]();
    } catch {
      // Whoever made the sandbox sweeps what can't be freed here.
    }
  }
}

function notReset(): never {
  throw new AgentGymError({
    code: "not-reset",
    message: "The environment has no interpreter: call reset first, and nothing after close.",
    boundary: "harness",
  });
}
