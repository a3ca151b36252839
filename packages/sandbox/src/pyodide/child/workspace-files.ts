import type { FileChanges, VirtualEntry } from "../../virtual/worker/protocol.ts";
import type { EmscriptenFs, FsNode } from "./pyodide-api.ts";

const roots = ["/work", "/tmp"] as const;
const permissionBits = 0o7777;

/** The files of the workspace in Python's file system, and what of them changed. */
export class WorkspaceFiles {
  readonly #fs: EmscriptenFs;
  /** By path, what tells that an entry is as it was. */
  #known = new Map<string, string>();

  constructor(fs: EmscriptenFs) {
    this.#fs = fs;
    for (const root of roots) fs.mkdirTree(root);
  }

  /** Does what the harness says. */
  apply({ entries, removed }: FileChanges): void {
    for (const path of removed.toReversed()) this.#remove(path);
    for (const [path, entry] of entries) {
      if (entry.kind === "directory") this.#fs.mkdirTree(path);
      else this.#write(path, entry);
      if (entry.kind !== "link") this.#fs.chmod(path, entry.mode);
    }
    this.changes();
  }

  /** What Python changed since it was last asked. */
  changes(): FileChanges {
    const seen = new Map<string, string>();
    const entries: (readonly [string, VirtualEntry])[] = [];
    const visit = (path: string, node: FsNode): void => {
      const mark = `${node.mode}/${node.mtime}/${node.usedBytes ?? 0}/${node.link ?? ""}`;
      seen.set(path, mark);
      if (this.#known.get(path) !== mark) {
        const entry = this.#entryOf(path, node);
        if (entry !== undefined) entries.push([path, entry]);
      }
      if (!this.#fs.isDir(node.mode)) return;
      for (const [name, child] of Object.entries(node.contents as Record<string, FsNode>)) {
        visit(`${path}/${name}`, child);
      }
    };
    for (const root of roots) {
      const { exists, object } = this.#fs.analyzePath(root, true);
      if (exists && object !== null && this.#fs.isDir(object.mode)) visit(root, object);
    }
    const removed = [...this.#known.keys()].filter((path) => !seen.has(path));
    this.#known = seen;
    return { entries, removed };
  }

  #entryOf(path: string, node: FsNode): VirtualEntry | undefined {
    const mtimeMs = node.mtime;
    const mode = node.mode & permissionBits;
    if (this.#fs.isDir(node.mode)) return { kind: "directory", mode, mtimeMs };
    if (this.#fs.isLink(node.mode)) return { kind: "link", target: node.link ?? "", mtimeMs };
    if (!this.#fs.isFile(node.mode)) return undefined;
    return { kind: "file", data: this.#fs.readFile(path).slice(), mode, mtimeMs };
  }

  #write(path: string, entry: Exclude<VirtualEntry, { kind: "directory" }>): void {
    this.#remove(path);
    this.#fs.mkdirTree(path.slice(0, path.lastIndexOf("/")) || "/");
    if (entry.kind === "link") this.#fs.symlink(entry.target, path);
    else this.#fs.writeFile(path, entry.data);
  }

  #remove(path: string): void {
    const { exists, object } = this.#fs.analyzePath(path, true);
    if (!exists || object === null) return;
    if (this.#fs.isDir(object.mode)) {
      for (const name of Object.keys(object.contents as Record<string, FsNode>)) {
        this.#remove(`${path}/${name}`);
      }
      this.#fs.rmdir(path);
    } else {
      this.#fs.unlink(path);
    }
  }
}
