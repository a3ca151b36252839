import { randomUUID } from "node:crypto";

import { type Interpreter, SandboxError } from "@agent-gym/core";

import { listingSource } from "./command-program.ts";
import type { CellRunResult, RunJupyterResponse } from "./fusion-api.ts";
import type { SandboxFusionClient } from "./fusion-client.ts";

export interface FusionInterpreterOptions {
  readonly client: SandboxFusionClient;
  readonly limits: {
    readonly wallMs: number;
    readonly memoryBytes: number;
    readonly diskBytes: number;
  };
  /** The workspace as it was before the first cell. */
  readonly files: () => Readonly<Record<string, string>>;
  /** Takes over what a cell left of files. */
  readonly onListing: (listing: string | undefined) => void;
}

type CellResult = Awaited<ReturnType<Interpreter["run"]>>;

const seed = "import random as _random\n_random.seed(0)\ndel _random";
// oxlint-disable-next-line no-control-regex -- colours of IPython's tracebacks
const ansi = /\u001B\[[0-9;]*m/g;

/**
 * A notebook over `/run_jupyter`, which keeps nothing between two requests: each cell is sent behind
 * all that came before it, which run again. So variables last, and what a cell does besides, such as
 * looking at the clock, happens again with each one that follows.
 */
export function fusionInterpreter(options: FusionInterpreterOptions): Interpreter {
  const history: string[] = [];
  let spentMs = 0;
  let start: Readonly<Record<string, string>> | undefined;
  return {
    run: async (code, { signal, wallMs = options.limits.wallMs } = {}) => {
      start ??= options.files();
      const listing = `.${randomUUID()}.json`;
      const last = `${listingSource}\nwrite_listing(".", ${JSON.stringify(listing)}, ${options.limits.diskBytes}, [])`;
      const began = performance.now();
      const limit = Math.min(wallMs, options.limits.wallMs);
      const response = await options.client.runJupyter(
        {
          cells: [seed, ...history, code, last],
          cell_timeout: limit / 1_000,
          total_timeout: Math.ceil((limit + spentMs) / 1_000) + 2,
          memory_limit_MB: Math.ceil(options.limits.memoryBytes / 2 ** 20),
          files: start,
          fetch_files: [listing],
        },
        signal === undefined ? {} : { signal },
      );
      const milliseconds = performance.now() - began;
      const result = resultOf(response, history.length + 1, milliseconds, limit);
      if (result.status === "exited") {
        history.push(code);
        spentMs = milliseconds;
        options.onListing(response.files[listing]);
      }
      return result;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function resultOf(
  response: RunJupyterResponse,
  index: number,
  milliseconds: number,
  wallMs: number,
): CellResult {
  if (response.status === "SandboxError") {
    throw new SandboxError({
      code: "died",
      message: `SandboxFusion failed while it ran a cell: ${response.message || "it gave no reason"}`,
    });
  }
  const cell = response.cells[index];
  if (cell === undefined) {
    const detail = `it ran for more than ${String(wallMs)} ms`;
    return { status: "timeout", exitCode: null, stdout: "", stderr: "", milliseconds, detail };
  }
  const errors = cell.error.map(({ ename, evalue, traceback }) =>
    traceback.length > 0
      ? `${traceback.join("\n").replaceAll(ansi, "")}\n`
      : `${ename}: ${evalue}\n`,
  );
  const value = valueOf(cell);
  return {
    status: "exited",
    exitCode: cell.error.length > 0 ? 1 : 0,
    stdout: cell.stdout,
    stderr: cell.stderr + errors.join(""),
    milliseconds,
    ...(value === undefined ? {} : { value }),
  };
}

function valueOf({ display }: CellRunResult): string | undefined {
  const text = display.at(-1)?.["text/plain"];
  return typeof text === "string" ? text : undefined;
}
