/** What is used of Pyodide, by the names that it gives; some of it is not in its published types. */
export interface PyodideApi {
  readonly version: string;
  readonly FS: EmscriptenFs;
  readonly runPython: (code: string, options?: { readonly globals?: PythonProxy }) => unknown;
  readonly toPy: (value: unknown) => PythonProxy;
  readonly globals: PythonProxy;
  readonly setStdout: (options: OutputOptions) => void;
  readonly setStderr: (options: OutputOptions) => void;
  readonly setInterruptBuffer: (buffer: { 0: number }) => void;
  readonly makeMemorySnapshot: () => Uint8Array;
}

interface OutputOptions {
  readonly write: (buffer: Uint8Array) => number;
}

/** A Python object, as JavaScript holds it. */
export interface PythonProxy {
  (...operands: readonly unknown[]): unknown;
  readonly get: (name: string) => PythonProxy;
  readonly destroy: () => void;
}

/** A file, directory or link of Emscripten's file system in memory. */
export interface FsNode {
  readonly name: string;
  readonly mode: number;
  readonly mtime: number;
  readonly contents: Record<string, FsNode> | ArrayBufferView | null;
  readonly usedBytes?: number;
  readonly link?: string;
}

export interface EmscriptenFs {
  readonly ErrnoError: new (errno: number) => Error;
  readonly filesystems: Readonly<Record<"MEMFS" | "NODEFS", FsType>>;
  readonly isDir: (mode: number) => boolean;
  readonly isFile: (mode: number) => boolean;
  readonly isLink: (mode: number) => boolean;
  readonly lookupPath: (
    path: string,
    options?: { readonly follow?: boolean },
  ) => { readonly node: FsNode };
  readonly analyzePath: (
    path: string,
    dontResolveLastLink?: boolean,
  ) => { readonly exists: boolean; readonly object: FsNode | null };
  readonly readFile: (path: string) => Uint8Array;
  readonly writeFile: (path: string, data: Uint8Array) => void;
  readonly mkdirTree: (path: string) => void;
  readonly chmod: (path: string, mode: number) => void;
  readonly symlink: (target: string, path: string) => void;
  readonly unlink: (path: string) => void;
  readonly rmdir: (path: string) => void;
  readonly utime: (path: string, atime: number, mtime: number) => void;
  readonly chdir: (path: string) => void;
}

interface FsType {
  mount: (mount: unknown) => unknown;
  expandFileStorage: (node: FsNode, capacity: number) => unknown;
  resizeFileStorage: (node: FsNode, size: number) => unknown;
  readonly ops_table: { readonly file: { readonly stream: { write: FsWrite } } };
}

type FsWrite = (
  stream: { readonly node: FsNode },
  buffer: unknown,
  offset: number,
  length: number,
  position: number,
  ...rest: readonly unknown[]
) => number;
