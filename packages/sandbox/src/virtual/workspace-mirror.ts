import { posix } from "node:path";

import type { CollectOptions, Collection, FileEntry, FileTree } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { CollectionPlan } from "../files/collection-plan.ts";
import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { contentBytes, treeEntries } from "../files/tree-entries.ts";
import type { FileChanges, VirtualEntry } from "./worker/protocol.ts";

const directoryMode = 0o755;
const fileMode = 0o644;
const mostLinks = 40;

/**
 * The harness's own copy of a virtual workspace, as the last command left it: what files are read
 * from, what is collected, and what a new worker starts with when one had to be killed.
 */
export class WorkspaceMirror {
  readonly #entries = new Map<string, VirtualEntry>();
  readonly #limits: { readonly fileBytes: number; readonly diskBytes: number };

  constructor(limits: { readonly fileBytes: number; readonly diskBytes: number }) {
    this.#limits = limits;
    for (const path of ["/", workdir, "/tmp"]) {
      this.#entries.set(path, { kind: "directory", mode: directoryMode, mtimeMs: Date.now() });
    }
  }

  /** All entries below the root, parents first. */
  entries(): FileChanges["entries"] {
    return [...this.#entries].filter(([path]) => path !== "/").toSorted(byPath);
  }

  /** Takes over what a command changed. */
  apply(changes: FileChanges): void {
    for (const path of changes.removed) this.#entries.delete(path);
    for (const [path, entry] of changes.entries) this.#entries.set(path, entry);
  }

  read(path: string): Uint8Array {
    const entry = this.#entries.get(this.#resolve(path, "read"));
    if (entry === undefined) throw refusal("read", path, "there is no such file");
    if (entry.kind !== "file") throw refusal("read", path, "it is no regular file");
    return entry.data.slice();
  }

  /** Writes one file, and says what it changed. */
  write(path: string, data: string | Uint8Array, mode: number | undefined): FileChanges {
    const real = this.#resolve(path, "write");
    const before = this.#entries.get(real);
    if (before !== undefined && before.kind !== "file") {
      throw refusal("write", path, "it is no regular file");
    }
    const bytes = contentBytes(data).slice();
    const entry: VirtualEntry = {
      kind: "file",
      data: bytes,
      mode: mode ?? before?.mode ?? fileMode,
      mtimeMs: Date.now(),
    };
    return this.#add(path, [...this.#missingParents(real, path), [real, entry]]);
  }

  /** Writes a tree into the workspace, over what is there. */
  writeAll(files: FileTree): FileChanges {
    const entries = new Map<string, VirtualEntry>();
    const mtimeMs = Date.now();
    for (const [name, entry] of treeEntries(files)) {
      const path = `${workdir}/${name}`;
      for (const [parent, directory] of this.#missingParents(path, path)) {
        if (!entries.has(parent)) entries.set(parent, directory);
      }
      if ("link" in entry) entries.set(path, { kind: "link", target: entry.link, mtimeMs });
      else if ("directory" in entry) {
        entries.set(path, { kind: "directory", mode: entry.mode ?? directoryMode, mtimeMs });
      } else {
        const data = contentBytes(entry.data).slice();
        entries.set(path, { kind: "file", data, mode: entry.mode ?? fileMode, mtimeMs });
      }
    }
    return this.#add("a file tree", [...entries].toSorted(byPath));
  }

  list(path: string): readonly string[] {
    const real = this.#resolve(path, "list");
    const entry = this.#entries.get(real);
    if (entry === undefined) throw refusal("list", path, "there is no such directory");
    if (entry.kind !== "directory") throw refusal("list", path, "it is no directory");
    const prefix = real === "/" ? "/" : `${real}/`;
    const names: string[] = [];
    for (const [name, { kind }] of this.#entries) {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : "";
      if (rest !== "" && !rest.includes("/")) names.push(kind === "directory" ? `${rest}/` : rest);
    }
    return names.toSorted();
  }

  collect(options?: CollectOptions): Collection {
    const plan = new CollectionPlan(options);
    // Without a prototype: a file may be called __proto__.
    const files = Object.create(null) as Record<string, FileEntry>;
    for (const [path, entry] of this.entries()) {
      if (!path.startsWith(`${workdir}/`)) continue;
      const name = path.slice(workdir.length + 1);
      if (entry.kind === "link") files[name] = { link: entry.target };
      else if (entry.kind === "directory") files[name] = { directory: true, mode: entry.mode };
      else if (plan.take(name, entry.data.byteLength)) {
        files[name] = { data: entry.data.slice(), mode: entry.mode };
      }
    }
    return { files: plan.sorted(files), skipped: plan.skipped };
  }

  #add(path: string, entries: FileChanges["entries"]): FileChanges {
    let size = 0;
    const after = new Map([...this.#entries, ...entries]);
    for (const [, entry] of entries) {
      if (entry.kind === "file" && entry.data.byteLength > this.#limits.fileBytes) {
        throw refusal("write", path, `a file may have ${String(this.#limits.fileBytes)} bytes`);
      }
    }
    for (const entry of after.values()) if (entry.kind === "file") size += entry.data.byteLength;
    if (size > this.#limits.diskBytes) {
      throw refusal("write", path, `its ${String(this.#limits.diskBytes)} bytes of disk are full`);
    }
    const changes = { entries, removed: [] };
    this.apply(changes);
    return changes;
  }

  #missingParents(real: string, path: string): (readonly [string, VirtualEntry])[] {
    const missing: (readonly [string, VirtualEntry])[] = [];
    for (let parent = posix.dirname(real); parent !== "/"; parent = posix.dirname(parent)) {
      const entry = this.#entries.get(parent);
      if (entry === undefined) {
        const directory = { kind: "directory", mode: directoryMode, mtimeMs: Date.now() } as const;
        missing.unshift([parent, directory]);
      } else if (entry.kind !== "directory") throw refusal("write", path, "Not a directory");
    }
    const root = missing[0]?.[0] ?? real;
    if (!root.startsWith(`${workdir}/`) && !root.startsWith("/tmp/")) {
      throw refusal("write", path, "it lies outside the workspace");
    }
    return missing;
  }

  /** A path with every link in it followed, also the last one. */
  #resolve(path: string, verb: string): string {
    let rest = sandboxPath(path)
      .split("/")
      .filter((part) => part !== "");
    let real = "";
    let links = 0;
    while (rest.length > 0) {
      const [name = "", ...after] = rest;
      const next = `${real}/${name}`;
      const entry = this.#entries.get(next);
      if (entry?.kind === "link") {
        links += 1;
        if (links > mostLinks) throw refusal(verb, path, "Too many levels of symbolic links");
        const target = posix.resolve(real === "" ? "/" : real, entry.target, ...after);
        rest = target.split("/").filter((part) => part !== "");
        real = "";
      } else {
        real = next;
        rest = after;
      }
    }
    return real === "" ? "/" : real;
  }
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function refusal(verb: string, path: string, reason: string): SandboxError {
  return new SandboxError({
    code: "refused",
    message: `Can't ${verb} ${JSON.stringify(path)} in the sandbox: ${reason}.`,
  });
}
