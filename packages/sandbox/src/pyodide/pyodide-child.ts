import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { SandboxError } from "@agent-gym/core";

import type { ChildReply, ChildRequest, ChildSettings } from "./child/child-protocol.ts";
import { residentBytes } from "./resident-bytes.ts";

/** What a child may hold beside Python's heap and its files: Node itself, and WebAssembly's code. */
const overheadBytes = 350 * 1024 * 1024;
const watchMs = 100;
/** Most that loading Python may take; it takes one or two seconds, on a busy machine ten. */
const defaultStartMs = 60_000;
const setpriv = "/usr/bin/setpriv";

/** The child's module: TypeScript beside this one, or what the build made of it. */
function childModule(): { readonly file: string; readonly packageRoot: string } {
  const places = ["./child/main.ts", "./child/main.js", "./pyodide/child/main.js"];
  const here = dirname(fileURLToPath(import.meta.url));
  const file = places.map((place) => resolve(here, place)).find((path) => existsSync(path));
  if (file === undefined) {
    throw new SandboxError({
      code: "unavailable",
      message:
        "The Pyodide sandbox's child is missing from the installed package; install it again.",
    });
  }
  // `src` or `dist`: what the child itself is made of.
  return { file, packageRoot: resolve(dirname(file), "../..") };
}

/**
 * One process with one Python in WebAssembly. It starts with an empty environment and without
 * standard streams; Node's permission model lets it read Pyodide and its own program, and nothing
 * else; what comes from strings is never code. It ends with the harness.
 */
export class PyodideChild {
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<string>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #watch: NodeJS.Timeout;
  readonly #starting: NodeJS.Timeout;
  #holders = 0;
  #failure: SandboxError | undefined;
  #killedFor: "oom" | "killed" | undefined;
  #waiting: PromiseWithResolvers<ChildReply> | undefined;

  constructor(
    settings: ChildSettings,
    { startMs = defaultStartMs }: { readonly startMs?: number } = {},
  ) {
    const { file, packageRoot } = childModule();
    const readable = [settings.packageFolder, packageRoot, settings.snapshotFile];
    const flags = [
      "--permission",
      ...readable.flatMap((path) => (path === undefined ? [] : [`--allow-fs-read=${path}`])),
      "--disallow-code-generation-from-strings",
      "--no-warnings",
      "--max-old-space-size=512",
    ];
    // A child that is busy does not see that the harness has gone: the kernel tells it.
    const dies = process.platform === "linux" && existsSync(setpriv);
    this.#child = fork(file, [JSON.stringify(settings)], {
      env: {},
      // A session of its own: Ctrl-C on the harness's terminal is for the harness, which lets it finish.
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      serialization: "advanced",
      cwd: join(settings.packageFolder),
      ...(dies
        ? {
            execPath: setpriv,
            execArgv: ["--pdeathsig", "KILL", "--", process.execPath, ...flags],
          }
        : { execArgv: flags }),
    });
    this.#ready.promise.catch(() => undefined);
    this.#child.on("message", (reply: ChildReply) => this.#take(reply));
    this.#child.on("error", (error) => this.#fail(error.message));
    this.#child.on("exit", (code, signal) => {
      this.#fail(`its process ended with ${String(signal ?? code)}`);
      this.#ended.resolve();
    });
    const most = settings.memoryBytes + settings.diskBytes + overheadBytes;
    this.#watch = setInterval(() => {
      const pid = this.#child.pid;
      if (pid !== undefined && residentBytes(pid) > most) this.#kill("oom");
    }, watchMs);
    this.#watch.unref();
    this.#starting = setTimeout(() => {
      this.#fail(`it did not start within ${String(startMs)} ms`);
      this.#kill("killed");
    }, startMs);
    this.#starting.unref();
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** Why it can't be used any more, if so. */
  get failure(): SandboxError | undefined {
    return this.#failure;
  }

  /** Why the harness ended it, if it did. */
  get killedFor(): "oom" | "killed" | undefined {
    return this.#killedFor;
  }

  /**
   * Resolves to Python's version when it can take requests.
   *
   * @throws SandboxError `died` when it ends before.
   */
  async ready(): Promise<string> {
    return await this.#held(this.#ready.promise);
  }

  post(request: ChildRequest): void {
    if (this.#failure !== undefined) return;
    this.#child.send(request, (error) => {
      if (error !== null) this.#fail(error.message);
    });
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws SandboxError `died` when the child ends before.
   */
  async ask(request: ChildRequest | undefined): Promise<ChildReply> {
    if (this.#failure !== undefined) throw this.#failure;
    const waiting = Promise.withResolvers<ChildReply>();
    this.#waiting = waiting;
    if (request !== undefined) this.post(request);
    return await this.#held(waiting.promise);
  }

  /** Ends it, whatever it is doing. */
  async end(): Promise<void> {
    this.#kill("killed");
    await this.#held(this.#ended.promise);
  }

  /** While someone waits for the child, the harness must not end. */
  async #held<Result>(promise: Promise<Result>): Promise<Result> {
    this.#holders += 1;
    this.#child.ref();
    this.#child.channel?.ref();
    try {
      return await promise;
    } finally {
      this.#holders -= 1;
      if (this.#holders === 0) {
        this.#child.unref();
        this.#child.channel?.unref();
      }
    }
  }

  #kill(why: "oom" | "killed"): void {
    this.#killedFor ??= why;
    this.#fail(why === "oom" ? "it used more memory than it may" : "it was ended");
    this.#child.kill("SIGKILL");
  }

  #take(reply: ChildReply): void {
    clearTimeout(this.#starting);
    if (reply.type === "ready") this.#ready.resolve(reply.python);
    else if (reply.type === "broken") this.#fail(reply.message);
    else {
      this.#waiting?.resolve(reply);
      this.#waiting = undefined;
    }
  }

  #fail(reason: string): void {
    clearInterval(this.#watch);
    clearTimeout(this.#starting);
    this.#failure ??= new SandboxError({
      code: "died",
      message: `The Pyodide sandbox's process died: ${reason}.`,
    });
    this.#ready.reject(this.#failure);
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }
}
