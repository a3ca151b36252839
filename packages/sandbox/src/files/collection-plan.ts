import type { CollectOptions, Collection, FileEntry, FileTree } from "@agent-gym/core";

const mebibyte = 1024 * 1024;

/** Decides what of a workspace is collected, and remembers what was left and why. */
export class CollectionPlan {
  readonly #maxBytes: number;
  readonly #maxFileBytes: number;
  readonly #maxFiles: number;
  readonly #skipped: { path: string; reason: string }[] = [];
  #bytes = 0;
  #files = 0;

  constructor(options: CollectOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 64 * mebibyte;
    this.#maxFileBytes = options.maxFileBytes ?? 8 * mebibyte;
    this.#maxFiles = options.maxFiles ?? 1000;
  }

  get skipped(): Collection["skipped"] {
    return this.#skipped;
  }

  /** A path as text, or nothing, noted, where its bytes are no UTF-8: its name would be lost. */
  name(bytes: Uint8Array): string | undefined {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      this.skip(Buffer.from(bytes).toString(), "its name is not UTF-8");
      return undefined;
    }
  }

  /** Whether a regular file of that size is taken. */
  take(path: string, size: number): boolean {
    if (size > this.#maxFileBytes) {
      this.skip(path, `its ${String(size)} bytes are more than ${String(this.#maxFileBytes)}`);
    } else if (this.#bytes + size > this.#maxBytes) {
      this.skip(path, `all files together have more than ${String(this.#maxBytes)} bytes`);
    } else if (this.#files >= this.#maxFiles) {
      this.skip(path, `there are more than ${String(this.#maxFiles)} files`);
    } else {
      this.#bytes += size;
      this.#files += 1;
      return true;
    }
    return false;
  }

  skip(path: string, reason: string): void {
    this.#skipped.push({ path, reason });
  }

  /** The tree with its paths in order. */
  sorted(files: Readonly<Record<string, FileEntry>>): FileTree {
    return Object.fromEntries(
      Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    );
  }
}
