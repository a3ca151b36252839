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

import type { CmdOptions } from "./cmd-options.ts";
import { type CmdEvidence, collectOptions, takeEvidence } from "./evidence/cmd-evidence.ts";
import { instructions } from "./instructions.ts";
import { setUpWorkspace } from "./set-up-workspace.ts";
import { Shell } from "./shell/shell.ts";
import type { CmdTask } from "./task/cmd-task.ts";
import { requiredCapabilities } from "./task/required-capabilities.ts";
import { toFileTree } from "./task/task-files.ts";
import { taskLanguage } from "./task/task-language.ts";
import { executeShell } from "./tools/execute-shell.ts";
import {
  copyFile,
  createDirectory,
  deleteFile,
  listDirectory,
  moveFile,
  readFile,
  writeFile,
} from "./tools/file-tools.ts";
import type { Workbench } from "./tools/workbench.ts";

/** A workspace in a sandbox, with a shell and files, for one task. */
export class ShellEnvironment extends StaticEnvironment<CmdTask, CmdEvidence> implements Workbench {
  readonly outputCharacters: number;
  readonly wallMs: number;
  protected readonly tools: readonly AnyTool<this>[] = [
    executeShell,
    readFile,
    writeFile,
    listDirectory,
    createDirectory,
    deleteFile,
    moveFile,
    copyFile,
  ];
  readonly #sandboxes: SandboxProvider;
  #sandbox: Sandbox | undefined;
  #shell: Shell | undefined;
  #start: FileTree = {};

  constructor(task: TypedTask<CmdTask>, options: CmdOptions, context: EpisodeContext) {
    super(task);
    this.outputCharacters = options.outputCharacters;
    this.wallMs = task.input.limits?.wallMs ?? options.commandSeconds * 1000;
    this.#sandboxes = context.sandboxes;
  }

  get sandbox(): Sandbox {
    return this.#sandbox ?? notReset();
  }

  get shell(): Shell {
    return this.#shell ?? notReset();
  }

  protected override prompt(): string {
    return this.task.input.query;
  }

  protected override instructions(): string {
    return instructions[taskLanguage(this.task.input)];
  }

  override async reset(options: {
    readonly seed: number;
    readonly signal: AbortSignal;
  }): Promise<Start> {
    const { input, id } = this.task;
    const { signal } = options;
    this.#sandbox = await this.#sandboxes.create(
      {
        files: toFileTree(input.files ?? {}),
        limits: { ...input.limits, wallMs: this.wallMs },
        requires: requiredCapabilities(input),
      },
      signal,
    );
    this.#shell = new Shell(this.#sandbox);
    this.#start = await setUpWorkspace(this.#sandbox, { task: input, id, signal });
    return super.reset(options);
  }

  /** Kills what the agent left running, then takes the workspace as it is. */
  override async evidence(): Promise<Evidence<CmdEvidence>> {
    await this.sandbox.stop();
    return takeEvidence(this.#start, await this.sandbox.collect(collectOptions));
  }

  override async close(): Promise<void> {
    const sandbox = this.#sandbox;
    this.#sandbox = undefined;
    this.#shell = undefined;
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
    message: "The environment has no workspace: call reset first, and nothing after close.",
    boundary: "harness",
  });
}
