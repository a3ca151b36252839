import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import type { ChildReply, ChildRequest, ChildSettings, RunLimits } from "./child-protocol.ts";
import { childSource, preloaded } from "./child-source.ts";
import { lockDownFiles, lockDownGlobals, lockDownProcess } from "./lock-down.ts";
import type { PyodideApi, PythonProxy } from "./pyodide-api.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

/** How long code may go on behind an interrupt before this process ends itself. */
const graceMs = 1_000;

/** How often code that runs looks whether the harness lives. */
const lookMs = 500;

const harness = process;
const parent = process.ppid;
const settings = JSON.parse(process.argv[2] ?? "{}") as ChildSettings;

function send(reply: ChildReply, then?: () => void): void {
  harness.send?.(reply, then ?? (() => undefined));
}

async function loadPython(): Promise<PyodideApi> {
  const { packageFolder, snapshotFile, makesSnapshot } = settings;
  const main = (await import(pathToFileURL(`${packageFolder}/pyodide.mjs`).href)) as {
    readonly loadPyodide: (options: object) => Promise<PyodideApi>;
  };
  return await main.loadPyodide({
    indexURL: `${packageFolder}/`,
    // Python gets nothing of JavaScript's.
    jsglobals: Object.create(null) as object,
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    env: { HOME: "/work", PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1" },
    ...(makesSnapshot === true ? { _makeSnapshot: true } : {}),
    ...(snapshotFile === undefined ? {} : { _loadSnapshot: readFileSync(snapshotFile) }),
  });
}

/** One stream's first bytes. */
class Stream {
  #chunks: Uint8Array[] = [];
  #left = 0;
  full = false;

  start(limit: number): void {
    this.#chunks = [];
    this.#left = limit;
    this.full = false;
  }

  push(buffer: Uint8Array): void {
    if (buffer.length > this.#left) this.full = true;
    if (this.#left > 0) this.#chunks.push(buffer.slice(0, this.#left));
    this.#left = Math.max(0, this.#left - buffer.length);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

async function serve(): Promise<void> {
  lockDownProcess(settings);
  const python = await loadPython();
  if (settings.makesSnapshot === true) {
    python.runPython(`import ${preloaded}`);
    send({ type: "snapshot", heap: python.makeMemorySnapshot() }, () => harness.exit(0));
    return;
  }
  const clock = performance;
  const time = (): number => clock.now();
  lockDownFiles(python.FS, settings);
  lockDownGlobals();

  const [stdout, stderr] = [new Stream(), new Stream()];
  const never = Number.POSITIVE_INFINITY;
  let deadline = never;
  let limit = never;
  let interrupted = false;
  let lastInterrupt = 0;
  let lastLook = time();
  python.setInterruptBuffer({
    get 0(): number {
      const at = time();
      if (at - lastLook > lookMs) {
        lastLook = at;
        // Nobody waits for it any more.
        if (harness.ppid !== parent) harness.exit(85);
      }
      if (at < deadline) return 0;
      // Whoever catches it is interrupted again, and then ends with this process.
      if (at > deadline + graceMs) harness.exit(86);
      if (at - lastInterrupt < 100) return 0;
      lastInterrupt = at;
      interrupted = true;
      return 2;
    },
    set 0(_value: number) {},
  });
  const collect =
    (stream: Stream) =>
    (buffer: Uint8Array): number => {
      stream.push(buffer);
      // The rest is thrown away, and the code is interrupted.
      if (stream.full && deadline !== never) deadline = Math.min(deadline, time());
      return buffer.length;
    };
  python.setStdout({ write: collect(stdout) });
  python.setStderr({ write: collect(stderr) });
  const scope = python.toPy({});
  python.runPython(childSource, { globals: scope });
  const [start, runCell, runProgram] = ["start", "run_cell", "run_program"].map((name) =>
    scope.get(name),
  ) as [PythonProxy, PythonProxy, PythonProxy];
  const files = new WorkspaceFiles(python.FS);
  const shield = (on: boolean): void => {
    deadline = on ? never : limit;
  };

  const run = (limits: RunLimits, call: () => unknown): void => {
    stdout.start(limits.outputBytes);
    stderr.start(limits.outputBytes);
    interrupted = false;
    lastInterrupt = 0;
    limit = time() + limits.wallMs;
    const outcome = JSON.parse(String(call())) as { code: number; value: string | null };
    shield(true);
    const full = stdout.full || stderr.full;
    send({
      type: "result",
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      full,
      interrupted: interrupted && !full,
      code: outcome.code,
      ...(outcome.value === null ? {} : { value: outcome.value }),
      changes: files.changes(),
    });
  };

  const take = (request: ChildRequest): void => {
    switch (request.type) {
      case "start":
        files.apply(request.changes);
        start(JSON.stringify(request.env), shield);
        break;
      case "change":
        files.apply(request.changes);
        break;
      case "cell":
        run(request, () => runCell(request.code));
        break;
      case "program": {
        const { stdin, ...program } = request.program;
        run(request, () => runProgram(JSON.stringify(program), stdin));
        break;
      }
    }
  };
  harness.on("message", (request: ChildRequest) => {
    try {
      take(request);
    } catch (error) {
      // An exception of JavaScript that crossed WebAssembly: Python can't go on.
      fail(error);
    }
  });
  send({ type: "ready", python: String(python.runPython("import sys; sys.version.split()[0]")) });
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  send({ type: "broken", message: message.slice(0, 2_000) }, () => harness.exit(87));
}

harness.on("disconnect", () => harness.exit(0));
await serve().catch(fail);
