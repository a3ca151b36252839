import type { FileContent, InMemoryFs, MkdirOptions, RmOptions } from "just-bash";

import type { FileChanges, VirtualEntry } from "./protocol.ts";

type InMemoryFsClass = typeof InMemoryFs;

/** Where commands may write. */
const writableRoots = ["/work", "/tmp", "/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"];
/** What is kept between commands, and collected. */
const keptRoots = ["/work", "/tmp"];

export interface WorkspaceFs extends InMemoryFs {
  /** From now on the rules for commands hold; before, the harness lays out what it wants. */
  readonly seal: () => void;
  readonly apply: (changes: FileChanges) => Promise<void>;
  /** What changed since it was last asked. */
  readonly takeChanges: () => Promise<FileChanges>;
  /** Why a file could not be written to, as the C library says it; nothing where it could. */
  readonly writeProblem: (path: string) => Promise<string | undefined>;
  /** Permission bits that new files don't get. */
  umask: number;
}

export interface WorkspaceFsOptions {
  readonly diskBytes: number;
  readonly fileBytes: number;
  readonly readOnly: boolean;
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function failure(code: string, message: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${message}, '${path}'`), { code });
}

/**
 * just-bash's file system in memory, with a workspace's rules (what is writable, how large a file may
 * be, how many there may be) and a memory of what changed.
 */
export function createWorkspaceFs(base: InMemoryFsClass, options: WorkspaceFsOptions): WorkspaceFs {
  // An empty file costs memory too: as many as there are blocks of 4 KiB, and some to start with.
  const most = 1024 + Math.ceil(options.diskBytes / 4096);
  class Workspace extends base implements WorkspaceFs {
    #sealed = false;
    #mutated = false;
    readonly #written = new Set<string>();
    umask = 0o022;
    #known = new Map<string, string>();

    readonly seal = (): void => {
      this.#sealed = true;
    };

    readonly apply = async (changes: FileChanges): Promise<void> => {
      this.#sealed = false;
      for (const path of changes.removed) await super.rm(path, { recursive: true, force: true });
      for (const [path, entry] of changes.entries) await this.#put(path, entry);
      this.#known = (await this.#survey()).known;
      this.#written.clear();
      this.#mutated = false;
      this.#sealed = true;
    };

    readonly takeChanges = async (): Promise<FileChanges> => {
      if (!this.#mutated) return { entries: [], removed: [] };
      const { known, entries } = await this.#survey();
      const removed = [...this.#known.keys()].filter((path) => !known.has(path));
      this.#known = known;
      this.#written.clear();
      this.#mutated = false;
      return { entries, removed };
    };

    async #put(path: string, entry: VirtualEntry): Promise<void> {
      const mtime = new Date(entry.mtimeMs);
      if (entry.kind === "directory") {
        await super.mkdir(path, { recursive: true });
        await super.chmod(path, entry.mode);
      } else {
        await super.rm(path, { force: true, recursive: true });
        if (entry.kind === "file")
          this.writeFileSync(path, entry.data, {}, { mode: entry.mode, mtime });
        else await super.symlink(entry.target, path);
      }
      if (entry.kind !== "link") await super.utimes(path, mtime, mtime);
    }

    /** Everything that is kept, and of it what is new. */
    async #survey(): Promise<{
      readonly known: Map<string, string>;
      readonly entries: (readonly [string, VirtualEntry])[];
    }> {
      const known = new Map<string, string>();
      const entries: (readonly [string, VirtualEntry])[] = [];
      const visit = async (path: string): Promise<void> => {
        const stat = await super.lstat(path);
        const mtimeMs = stat.mtime.getTime();
        const kind = stat.isSymbolicLink ? "link" : stat.isDirectory ? "directory" : "file";
        const target = kind === "link" ? await super.readlink(path) : "";
        const mark = [kind, stat.mode, mtimeMs, kind === "file" ? stat.size : "", target].join(" ");
        known.set(path, mark);
        if (this.#known.get(path) !== mark || this.#written.has(path)) {
          if (kind === "link") entries.push([path, { kind, target, mtimeMs }]);
          else if (kind === "directory") entries.push([path, { kind, mode: stat.mode, mtimeMs }]);
          else {
            const data = await super.readFileBuffer(path);
            entries.push([path, { kind, data, mode: stat.mode, mtimeMs }]);
          }
        }
        if (kind !== "directory") return;
        for (const name of await super.readdir(path)) await visit(`${path}/${name}`);
      };
      for (const root of keptRoots) await visit(root);
      return { known, entries };
    }

    async #real(path: string): Promise<string> {
      const parent = path.slice(0, path.lastIndexOf("/")) || "/";
      const name = path.slice(path.lastIndexOf("/") + 1);
      try {
        return await super.realpath(path);
      } catch {
        try {
          return `${await super.realpath(parent)}/${name}`;
        } catch {
          return path;
        }
      }
    }

    readonly writeProblem = async (path: string): Promise<string | undefined> => {
      const real = await this.#real(path);
      const stat = await super.stat(real).catch(() => undefined);
      if (stat?.isDirectory === true) return "Is a directory";
      const parent = await super
        .stat(real.slice(0, real.lastIndexOf("/")) || "/")
        .catch(() => undefined);
      if (parent === undefined) return "No such file or directory";
      if (!parent.isDirectory) return "Not a directory";
      return this.#mayWrite(real) ? undefined : "Read-only file system";
    };

    #mayWrite(real: string): boolean {
      if (!this.#sealed) return true;
      if (options.readOnly && isBelow(real, "/work")) return false;
      return writableRoots.some((root) => isBelow(real, root));
    }

    /** Says no to what a command may not touch, and remembers that it did. */
    async #touch(
      path: string,
      adds: { readonly bytes?: number; readonly entry?: boolean } = {},
    ): Promise<void> {
      this.#mutated = true;
      const real = await this.#real(path);
      this.#written.add(real);
      if (!this.#mayWrite(real)) throw failure("EROFS", "read-only file system", path);
      if (!this.#sealed) return;
      if ((adds.bytes ?? 0) > options.fileBytes) throw failure("EFBIG", "file too large", path);
      if (adds.entry === true && this.#known.size + this.#written.size > most) {
        throw failure("ENOSPC", "no space left on device", path);
      }
    }

    override async writeFile(path: string, content: FileContent, how?: never): Promise<void> {
      const real = await this.#real(path);
      const before = await super.stat(real).catch(() => undefined);
      await this.#touch(path, { bytes: content.length, entry: before === undefined });
      await super.writeFile(real, content, how);
      await super.chmod(real, before?.mode ?? 0o666 & ~this.umask);
    }

    override async appendFile(path: string, content: FileContent, how?: never): Promise<void> {
      const real = await this.#real(path);
      const before = await super.stat(real).catch(() => undefined);
      const bytes = content.length + (before?.size ?? 0);
      await this.#touch(path, { bytes, entry: before === undefined });
      await super.appendFile(real, content, how);
      if (before === undefined) await super.chmod(real, 0o666 & ~this.umask);
    }

    override async mkdir(path: string, how?: MkdirOptions): Promise<void> {
      const known = await super.exists(path);
      await this.#touch(path, { entry: !known });
      await super.mkdir(path, how);
      if (!known) await super.chmod(path, 0o777 & ~this.umask);
    }

    override async rm(path: string, how?: RmOptions): Promise<void> {
      await this.#touch(path);
      await super.rm(path, how);
    }

    override async cp(from: string, to: string, how?: { recursive?: boolean }): Promise<void> {
      await this.#touch(to, { entry: true });
      await super.cp(from, to, how);
    }

    override async mv(from: string, to: string): Promise<void> {
      await this.#touch(from);
      await this.#touch(to);
      await super.mv(from, to);
    }

    override async chmod(path: string, mode: number): Promise<void> {
      await this.#touch(path);
      await super.chmod(path, mode);
    }

    override async symlink(target: string, path: string): Promise<void> {
      await this.#touch(path, { entry: true });
      await super.symlink(target, path);
    }

    override async link(existing: string, path: string): Promise<void> {
      await this.#touch(path, { entry: true });
      await super.link(existing, path);
    }

    override async utimes(path: string, atime: Date, mtime: Date): Promise<void> {
      await this.#touch(path);
      await super.utimes(path, atime, mtime);
    }
  }
  return new Workspace({}, { maxTotalBytes: options.diskBytes });
}
