import type {
  CollectOptions,
  Collection,
  FileEntry,
  FileTree,
  SandboxFiles,
  SandboxLimits,
} from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { WorkspaceFiles } from "../bubblewrap/workspace-files.ts";
import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { contentBytes } from "../files/tree-entries.ts";
import type { FreshContainer } from "./container-pool.ts";

const wallMs = 60_000;
/** Of the list of what was changed: as much as of the list of what is there. */
const openedBytes = 4 * 1024 * 1024;

/**
 * Makes readable what the agent's user has made unreadable for itself: it has no one above it in a
 * container without capabilities. Says what it changed, so that it can be changed back.
 */
const openScript = String.raw`
  find "$1/" \( -type d ! -perm -700 -o -type f ! -perm -400 \) \
    -printf '%m\0%P\0' -exec chmod u+rwX -- {} \; 2> /dev/null | head -c "$2"
`;

/** Files of a sandbox, reached from inside its container as the agent's own user would. */
export class ContainerFiles implements SandboxFiles {
  readonly #fresh: FreshContainer;
  readonly #limits: SandboxLimits;
  readonly #inside: WorkspaceFiles;

  constructor(fresh: FreshContainer, limits: SandboxLimits) {
    this.#fresh = fresh;
    this.#limits = limits;
    this.#inside = new WorkspaceFiles(fresh.container, limits);
  }

  /** Writes what a sandbox starts with. */
  async fill(files: FileTree): Promise<void> {
    if (this.#fresh.volume !== undefined || Object.keys(files).length > 0) {
      await this.writeAll(files);
    }
  }

  readonly read: SandboxFiles["read"] = async (path) => await this.#inside.read(path);

  readonly list: SandboxFiles["list"] = async (path) => await this.#inside.list(path);

  readonly write: SandboxFiles["write"] = async (path, data, options) => {
    const target = sandboxPath(path);
    const name = target.startsWith(`${workdir}/`) ? target.slice(workdir.length + 1) : undefined;
    if (this.#fresh.volume === undefined || name === undefined) {
      await this.#inside.write(path, data, options);
    } else {
      await this.writeAll({ [name]: { data, ...options } });
    }
  };

  readonly writeAll: SandboxFiles["writeAll"] = async (files) => {
    const { volume } = this.#fresh;
    if (volume === undefined) {
      await this.#inside.writeAll(files);
      return;
    }
    let total = 0;
    for (const entry of Object.values(files)) {
      if (!("data" in entry)) continue;
      const size = contentBytes(entry.data).byteLength;
      total += size;
      if (size > this.#limits.fileBytes) throw tooLarge("a file", this.#limits.fileBytes);
    }
    if (total > this.#limits.diskBytes) throw tooLarge("its disk", this.#limits.diskBytes);
    await volume.writeAll(files);
  };

  async collect(options?: CollectOptions): Promise<Collection> {
    const { files, skipped, readable } = await this.#inside.collect(options);
    if (readable) return { files, skipped };
    const changed = await this.#openAll();
    try {
      const opened = await this.#inside.collect(options);
      return {
        files: { ...opened.files, ...withModes(opened.files, changed) },
        skipped: opened.skipped,
      };
    } finally {
      await this.#restore(changed);
    }
  }

  async #openAll(): Promise<readonly (readonly [path: string, mode: number])[]> {
    const { stdout } = await this.#fresh.container.run(
      ["/bin/sh", "-c", openScript, "sh", workdir, String(openedBytes)],
      { wallMs, outputBytes: openedBytes },
    );
    const fields = stdout.text().split("\0");
    return Array.from({ length: Math.floor(fields.length / 2) }, (_, index) => [
      fields[2 * index + 1] ?? "",
      Number.parseInt(fields[2 * index] ?? "", 8),
    ]);
  }

  async #restore(changed: readonly (readonly [path: string, mode: number])[]): Promise<void> {
    // What lies deepest comes first: above it may be what can't be entered afterwards.
    const fields = changed
      .toReversed()
      .flatMap(([path, mode]) => [mode.toString(8), `${workdir}/${path}`]);
    await this.#fresh.container.run(
      ["/bin/sh", "-c", "exec xargs -0 -r -n 2 chmod -- 2> /dev/null"],
      {
        stdin: fields.map((field) => `${field}\0`).join(""),
        wallMs,
        outputBytes: 1024 * 1024,
      },
    );
  }
}

function withModes(
  files: FileTree,
  changed: readonly (readonly [path: string, mode: number])[],
): Record<string, FileEntry> {
  return Object.fromEntries(
    changed.flatMap(([path, mode]) => {
      const entry = Object.hasOwn(files, path) ? files[path] : undefined;
      return entry === undefined || "link" in entry ? [] : [[path, { ...entry, mode }]];
    }),
  );
}

function tooLarge(what: string, bytes: number): SandboxError {
  return new SandboxError({
    code: "refused",
    message: `Can't write a file tree in the sandbox: ${what} may have ${String(bytes)} bytes.`,
  });
}
