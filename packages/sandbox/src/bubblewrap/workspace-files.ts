import type { CollectOptions, SandboxFiles } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { packTree } from "../files/pack-tree.ts";
import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { contentBytes } from "../files/tree-entries.ts";
import type { CollectedWorkspace } from "./collect-workspace.ts";
import { collectWorkspace } from "./collect-workspace.ts";
import type { Holder } from "./holder.ts";
import type { ProcessOutcome } from "./run-process.ts";

/** Nothing here depends on the agent's words, so nothing but a broken machine takes this long. */
const wallMs = 60_000;

const readScript = `
  [ -e "$1" ] || { echo "there is no such file" >&2; exit 1; }
  [ -f "$1" ] || { echo "it is no regular file" >&2; exit 1; }
  exec head -c "$2" -- "$1"
`;

// A FIFO would wait for its reader for ever.
const writeScript = `
  [ ! -e "$1" ] || [ -f "$1" ] || { echo "it is no regular file" >&2; exit 1; }
  mkdir -p -- "$(dirname -- "$1")" && cat > "$1" && { [ -z "$2" ] || chmod "$2" -- "$1"; }
`;

const listScript = `
  [ -e "$1" ] || { echo "there is no such directory" >&2; exit 1; }
  [ -d "$1" ] || { echo "it is no directory" >&2; exit 1; }
  exec find -H "$1" -mindepth 1 -maxdepth 1 -printf '%f\\0%y\\0'
`;

/** What runs programs where the files are, and says whether they still are there. */
export type FileHost = Pick<Holder, "run" | "alive">;

/** Files of a sandbox, reached through its holder: a link of the agent's leads nowhere outside. */
export class WorkspaceFiles {
  readonly #holder: FileHost;
  readonly #fileBytes: number;
  readonly #diskBytes: number;

  constructor(
    holder: FileHost,
    limits: { readonly fileBytes: number; readonly diskBytes: number },
  ) {
    this.#holder = holder;
    this.#fileBytes = limits.fileBytes;
    this.#diskBytes = limits.diskBytes;
  }

  readonly read: SandboxFiles["read"] = async (path) => {
    const limit = this.#fileBytes + 1;
    const argv = ["/bin/sh", "-c", readScript, "sh", sandboxPath(path), String(limit)];
    const data = await this.#output(argv, { path, verb: "read", outputBytes: limit });
    if (data.byteLength >= limit) {
      throw refusal("read", path, `it is larger than ${String(this.#fileBytes)} bytes`);
    }
    return data;
  };

  readonly write: SandboxFiles["write"] = async (path, data, options) => {
    const bytes = contentBytes(data);
    if (bytes.byteLength > this.#fileBytes) {
      throw refusal(
        "write",
        path,
        `${String(bytes.byteLength)} bytes are more than a file may have`,
      );
    }
    const mode = options?.mode === undefined ? "" : options.mode.toString(8);
    const argv = ["/bin/sh", "-c", writeScript, "sh", sandboxPath(path), mode];
    await this.#output(argv, { path, verb: "write", stdin: bytes });
  };

  readonly writeAll: SandboxFiles["writeAll"] = async (files) => {
    for (const [path, entry] of Object.entries(files)) {
      if ("data" in entry && contentBytes(entry.data).byteLength > this.#fileBytes) {
        throw refusal("write", path, `a file may have ${String(this.#fileBytes)} bytes`);
      }
    }
    const argv = ["/bin/tar", "-x", "-p", "--no-same-owner", "-f", "-", "-C", workdir];
    await this.#output(argv, { path: "a file tree", verb: "write", stdin: await packTree(files) });
  };

  readonly list: SandboxFiles["list"] = async (path) => {
    const argv = ["/bin/sh", "-c", listScript, "sh", sandboxPath(path)];
    const fields = Buffer.from(await this.#output(argv, { path, verb: "list" }))
      .toString()
      .split("\0");
    const names: string[] = [];
    for (let index = 0; index + 1 < fields.length; index += 2) {
      names.push(`${fields[index] ?? ""}${fields[index + 1] === "d" ? "/" : ""}`);
    }
    return names.toSorted();
  };

  /** Never throws for what is in the workspace. */
  readonly collect = async (options?: CollectOptions): Promise<CollectedWorkspace> =>
    await collectWorkspace(this.#holder, options);

  async #output(
    argv: readonly string[],
    options: {
      readonly path: string;
      readonly verb: "read" | "write" | "list";
      readonly stdin?: string | Uint8Array;
      readonly outputBytes?: number;
    },
  ): Promise<Uint8Array> {
    const outcome: ProcessOutcome = await this.#holder.run(argv, {
      stdin: options.stdin,
      wallMs,
      outputBytes: options.outputBytes ?? 64 * 1024 * 1024,
    });
    if (outcome.exitCode === 0) return outcome.stdout.bytes();
    if (!this.#holder.alive) {
      throw new SandboxError({ code: "died", message: "The sandbox has died." });
    }
    throw refusal(options.verb, options.path, reasonOf(outcome, this.#diskBytes));
  }
}

function refusal(verb: string, path: string, reason: string): SandboxError {
  return new SandboxError({
    code: "refused",
    message: `Can't ${verb} ${JSON.stringify(path)} in the sandbox: ${reason}.`,
  });
}

/** The last words of the program that failed, without its name. */
function reasonOf(outcome: ProcessOutcome, diskBytes: number): string {
  const said = outcome.stderr.text();
  if (said.includes("No space left on device")) {
    return `its ${String(diskBytes)} bytes of disk are full`;
  }
  if (outcome.killed !== undefined) return outcome.killed.detail;
  const line = said.trim().split("\n").at(-1) ?? "";
  return line.replace(/^.*: /u, "") || `exit code ${String(outcome.exitCode)}`;
}
