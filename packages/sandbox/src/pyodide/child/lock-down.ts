import childProcess from "node:child_process";
import { constants as fsConstants } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { constants as osConstants } from "node:os";

import type { EmscriptenFs, FsNode } from "./pyodide-api.ts";

/** Emscripten's numbers: EFBIG, ENOSPC, EPERM. */
const errno = { tooLarge: 22, full: 51, notPermitted: 63 } as const;
const pageBytes = 65_536;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow: (this: WasmMemory, pages: number) => number;
}

interface WithMemory {
  readonly WebAssembly: { readonly Memory: { readonly prototype: WasmMemory } };
}

/**
 * Takes away, before Pyodide is loaded, what it would reach the host by. Node's permission model and
 * `--disallow-code-generation-from-strings` hold the rest; each measure here also stands for itself.
 */
export function lockDownProcess({ memoryBytes }: { readonly memoryBytes: number }): void {
  const { prototype } = (globalThis as unknown as WithMemory).WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: WasmMemory, pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > memoryBytes) {
      throw new RangeError("Python's heap may not grow any more.");
    }
    return grow.call(this, pages);
  };
  // Emscripten asks for constants, which the permission model would answer with an exception.
  const binding = (name: string): unknown => {
    if (name === "constants") return { fs: fsConstants, os: osConstants };
    throw new Error(`There is no binding ${name}.`);
  };
  Object.assign(process, { binding });
  // `os.system` ends with status 126. An exception would cross WebAssembly and break Python.
  const nothing = Buffer.alloc(0);
  const refused = (): unknown => ({
    pid: 0,
    output: [null, nothing, nothing],
    stdout: nothing,
    stderr: nothing,
    status: 126,
    signal: null,
  });
  const forbidden = (): never => {
    throw new Error("Nothing can be started from here.");
  };
  Object.assign(childProcess, {
    spawnSync: refused,
    execSync: refused,
    execFileSync: refused,
    spawn: forbidden,
    exec: forbidden,
    execFile: forbidden,
    fork: forbidden,
  });
  Object.assign(net, { connect: forbidden, createConnection: forbidden, createServer: forbidden });
  net.Socket.prototype.connect = forbidden;
  syncBuiltinESMExports();
  // Python sees the name of its program.
  process.argv[1] = "python3";
}

/** Takes away, once Pyodide is loaded, what only its loading needed. */
export function lockDownGlobals(): void {
  for (const name of ["process", "fetch", "WebSocket", "EventSource", "require", "navigator"]) {
    Reflect.deleteProperty(globalThis, name);
  }
}

/** Keeps files, which lie outside of Python's heap, within a budget, and the host's out of reach. */
export function lockDownFiles(
  fs: EmscriptenFs,
  budget: { readonly diskBytes: number; readonly fileBytes: number },
): void {
  const refuse = (): never => {
    throw new fs.ErrnoError(errno.notPermitted);
  };
  fs.filesystems.NODEFS.mount = refuse;
  const memory = fs.filesystems.MEMFS;
  const { expandFileStorage, resizeFileStorage } = memory;
  let granted = 0;
  const check = (node: FsNode, size: number): void => {
    const before = sizeOf(node);
    if (size <= before) return;
    if (size > budget.fileBytes) throw new fs.ErrnoError(errno.tooLarge);
    granted += size - before;
    if (granted <= budget.diskBytes) return;
    // What was deleted since counts no more.
    granted = treeSize(fs, fs.lookupPath("/").node) + size - before;
    if (granted > budget.diskBytes) {
      granted -= size - before;
      throw new fs.ErrnoError(errno.full);
    }
  };
  memory.expandFileStorage = (node, capacity) => {
    check(node, capacity);
    return expandFileStorage.call(memory, node, capacity);
  };
  const { stream } = memory.ops_table.file;
  const { write } = stream;
  // The first write into an empty file makes its storage itself.
  stream.write = (open, buffer, offset, length, position, ...rest) => {
    if (length > 0) check(open.node, position + length);
    return write(open, buffer, offset, length, position, ...rest);
  };
  memory.resizeFileStorage = (node, size) => {
    check(node, size);
    return resizeFileStorage.call(memory, node, size);
  };
}

/** A file's storage is a slice of Python's heap of signed bytes, or one of bytes. */
function sizeOf({ contents }: FsNode): number {
  return ArrayBuffer.isView(contents) ? contents.byteLength : 0;
}

function treeSize(fs: EmscriptenFs, node: FsNode): number {
  if (!fs.isDir(node.mode)) return sizeOf(node);
  return Object.values(node.contents ?? {}).reduce(
    (sum: number, child: FsNode) => sum + treeSize(fs, child),
    0,
  );
}
