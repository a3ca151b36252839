import { SandboxError } from "../errors/sandbox-error.ts";
import type { FileEntry } from "../sandbox/file-tree.ts";
import type { ExecOptions, ExecResult, Sandbox, SandboxProvider } from "../sandbox/sandbox.ts";

/** Sandboxes in memory, for tests of what uses them: files are real, commands are the test's own. */
export interface FakeSandboxes extends SandboxProvider {
  /** Ids of those that were made and not disposed of. */
  readonly open: ReadonlySet<string>;
  /** How many were made so far, disposed of or not. */
  readonly created: number;
}

/**
 * Makes a backend in memory without capabilities; its workspace is `/work`.
 *
 * @param exec what a command does with the sandbox's files; exit code 0 and no output when it says
 * nothing.
 */
export function fakeSandboxes(
  exec: (
    command: string | readonly string[],
    files: Map<string, FileEntry>,
    options: ExecOptions,
  ) => Partial<ExecResult> | Promise<Partial<ExecResult>> = () => ({}),
): FakeSandboxes {
  const open = new Set<string>();
  let created = 0;
  return {
    kind: "fake",
    open,
    get created(): number {
      return created;
    },
    probe: async () => ({ ok: true, kind: "fake", version: "1", capabilities: [] }),
    create: async (spec): Promise<Sandbox> => {
      created += 1;
      const id = `fake-${created}`;
      const files = new Map<string, FileEntry>(Object.entries(spec.files ?? {}));
      open.add(id);
      const check = (): void => {
        if (open.has(id)) return;
        throw new SandboxError({ code: "disposed", message: `Sandbox ${id} is disposed of.` });
      };
      return {
        id,
        kind: "fake",
        workdir: "/work",
        capabilities: [],
        exec: async (command, options = {}) => {
          check();
          const result = await exec(command, files, options);
          return {
            status: "exited",
            exitCode: 0,
            stdout: "",
            stderr: "",
            milliseconds: 0,
            ...result,
          };
        },
        files: {
          read: async (path) => {
            check();
            const entry = files.get(relative(path));
            if (entry === undefined || !("data" in entry)) {
              throw new SandboxError({ code: "refused", message: `There is no file ${path}.` });
            }
            return typeof entry.data === "string"
              ? new TextEncoder().encode(entry.data)
              : entry.data;
          },
          write: async (path, data, { mode } = {}) => {
            check();
            files.set(relative(path), { data, ...(mode === undefined ? {} : { mode }) });
          },
          writeAll: async (tree) => {
            check();
            for (const [path, entry] of Object.entries(tree)) files.set(path, entry);
          },
          list: async () => {
            check();
            return [...files.keys()].toSorted();
          },
        },
        stop: async () => check(),
        collect: async () => {
          check();
          return { files: Object.fromEntries(files), skipped: [] };
        },
        [Symbol.asyncDispose]: async () => void open.delete(id),
      };
    },
  };
}

function relative(path: string): string {
  return path.replace(/^\/work\//, "");
}
