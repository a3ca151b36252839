import type { Duplex } from "node:stream";

import { SandboxError } from "@agent-gym/core";
import type Dockerode from "dockerode";

import type { KillReason, ProcessOutcome } from "../bubblewrap/run-process.ts";
import type { ContainerSettings } from "./container-settings.ts";
import { containerSettings } from "./container-settings.ts";
import { dockerReason, dockerStatus } from "./docker-errors.ts";
import type { ScriptCall } from "./exec-scripts.ts";
import { killScript, plainScript, scriptCall } from "./exec-scripts.ts";
import type { Usage } from "./keeper.ts";
import { Keeper, ownTasks } from "./keeper.ts";
import { exitCodeOf, runExec, startExec } from "./run-exec.ts";

export interface RunOptions {
  readonly stdin?: string | Uint8Array | undefined;
  readonly wallMs: number;
  readonly outputBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Which processes of the agent's user to end: all, or by their sessions. */
export type Sessions =
  | { readonly mode: "all" }
  | { readonly mode: "spare" | "only"; readonly sessions: readonly string[] };

/** How long killed processes may take to be gone. */
const graceMs = 10_000;
/** How often, and by how much, room is made for the process that kills the others. */
const attempts = 4;
const roomForKilling = 32;

/** A running container. It lives as long as the harness is connected to it, and not longer. */
export class Container {
  readonly keeper: Keeper;
  readonly #container: Dockerode.Container;
  readonly #processes: number;
  #removed: Promise<void> | undefined;
  #holds = 0;

  private constructor(container: Dockerode.Container, keeper: Keeper, processes: number) {
    this.#container = container;
    this.keeper = keeper;
    this.#processes = processes;
  }

  /** @throws SandboxError `unavailable`, with what Docker said. */
  static async start(docker: Dockerode, settings: ContainerSettings): Promise<Container> {
    let container: Dockerode.Container | undefined;
    try {
      const wanted = containerSettings(settings);
      container = await docker.createContainer(wanted);
      const how = { stream: true, stdin: true, stdout: true, hijack: true };
      const keeper = new Keeper((await container.attach(how)) as Duplex);
      const started = new Container(container, keeper, wanted.HostConfig?.PidsLimit ?? 0);
      await container.start();
      return started;
    } catch (cause) {
      await container?.remove({ force: true, v: true }).catch(() => undefined);
      throw new SandboxError({
        code: "unavailable",
        message: `Docker did not start a container of ${settings.image}: ${dockerReason(cause)}.`,
        cause,
      });
    }
  }

  get id(): string {
    return this.#container.id;
  }

  get alive(): boolean {
    return this.#removed === undefined && this.keeper.alive;
  }

  /** Runs a program of the harness's own, which leaves nothing behind, as the agent's user. */
  async run(argv: readonly string[], options: RunOptions): Promise<ProcessOutcome> {
    const input = options.stdin === undefined ? "" : "input";
    const call = scriptCall(plainScript, { argv: [input, ...argv] });
    return await this.holding(async () =>
      runExec(this.#container, call, {
        ...options,
        end: async () => await this.endProcesses({ mode: "all" }),
      }),
    );
  }

  /** Runs a program that may do anything, and says what was used when it had ended. */
  async runWatched(
    call: ScriptCall,
    options: RunOptions & {
      readonly end: () => Promise<void>;
      /** Why the program is to be ended, given what was used before and is used now. */
      readonly judge: (
        now: Usage,
        before: Usage,
      ) => { readonly reason: KillReason; readonly detail: string } | undefined;
    },
  ): Promise<ProcessOutcome> {
    return await this.holding(async () => {
      let kill: ((reason: KillReason, detail: string) => void) | undefined;
      let before: Usage | undefined;
      const judge = (now: Usage): ReturnType<typeof options.judge> =>
        before === undefined ? undefined : options.judge(now, before);
      const unwatch = this.keeper.watch((now) => {
        const verdict = judge(now);
        if (verdict !== undefined) kill?.(verdict.reason, verdict.detail);
      });
      let outcome: ProcessOutcome;
      try {
        before = await this.keeper.usage();
        outcome = await runExec(this.#container, call, {
          ...options,
          watch: (given) => {
            kill = given;
            return () => (kill = undefined);
          },
        });
      } finally {
        unwatch();
      }
      if (this.#removed !== undefined) return outcome;
      const after = await this.#settle(before.tasks);
      if (after.tasks > before.tasks) await options.end();
      const verdict = outcome.killed ?? judge(after);
      return verdict === undefined ? outcome : { ...outcome, killed: verdict };
    });
  }

  /** Starts a program beside the others. */
  async spawn(
    call: ScriptCall,
  ): Promise<{ readonly stream: Duplex; readonly exitCode: () => Promise<number | null> }> {
    const { exec, stream } = await startExec(this.#container, call, { stdin: true });
    return { stream, exitCode: async () => await exitCodeOf(exec, { lenient: true }) };
  }

  /**
   * Ends processes of the agent's user; when it resolves they are gone.
   *
   * @throws SandboxError `died` where that can't be done: the container is removed then.
   */
  async endProcesses(which: Sessions): Promise<void> {
    const sessions = which.mode === "all" ? [] : which.sessions;
    const call = scriptCall(killScript, { argv: [which.mode, ...sessions] });
    let problem: unknown;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (this.#removed !== undefined) return;
      try {
        if (attempt > 0) await this.#makeRoom(attempt);
        const { exitCode } = await runExec(this.#container, call, {
          wallMs: graceMs,
          outputBytes: 1024,
          end: async () => undefined,
        });
        if (exitCode !== 0) continue;
        if (which.mode !== "all" || (await this.#settle(ownTasks)).tasks <= ownTasks) return;
      } catch (error) {
        problem = error;
        if (!this.alive) break;
      }
    }
    await this.remove();
    throw new SandboxError({
      code: "died",
      message: "Processes in the sandbox's container could not be ended, so it was removed.",
      cause: problem,
    });
  }

  /** Removes it with everything in it. Never throws. */
  async remove(): Promise<void> {
    this.#removed ??= (async () => {
      try {
        await this.#container.remove({ force: true, v: true });
      } catch (error) {
        // Docker may be at it already, because the keeper has ended.
        if (dockerStatus(error) === 409) await this.#gone();
      } finally {
        this.keeper.close();
      }
    })();
    await this.#removed;
  }

  /** Keeps the harness's process alive while something is under way. */
  async holding<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#holds += 1;
    this.keeper.hold(true);
    try {
      return await job();
    } finally {
      this.#holds -= 1;
      if (this.#holds === 0) this.keeper.hold(false);
    }
  }

  async #gone(): Promise<void> {
    await this.#container.wait({ condition: "removed" }).catch(() => undefined);
  }

  /** Waits, not for long, until no more processes are there than there should be. */
  async #settle(tasks: number): Promise<Usage> {
    let usage = await this.keeper.usage();
    for (let pause = 2; usage.tasks > tasks && pause < 100; pause *= 2) {
      await new Promise((resolve) => void setTimeout(resolve, pause));
      usage = await this.keeper.usage();
    }
    return usage;
  }

  async #makeRoom(attempt: number): Promise<void> {
    const PidsLimit = this.#processes + attempt * roomForKilling;
    await this.#container.update({ PidsLimit }).catch(() => undefined);
  }
}
