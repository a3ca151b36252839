import { defineTool, SandboxError, type ToolDefinition } from "@agent-gym/core";
import { z } from "zod";

import { cutMiddle } from "../output/cut-middle.ts";
import { printable } from "../output/printable.ts";
import { pathProblem } from "./path-problem.ts";
import { runFileCommand } from "./run-file-command.ts";
import type { Workbench } from "./workbench.ts";

const somePath = z.string().min(1);
const filePath = somePath.describe("The file, from the current directory or absolute");
const sourcePath = somePath.describe("What is there now");
const destPath = somePath.describe("Its new place: a path, or a directory to put it into");

interface FilePath {
  readonly file_path: string;
}
interface DirPath {
  readonly dir_path: string;
}
interface SourceAndDest {
  readonly source_path: string;
  readonly dest_path: string;
}

/** Shows a text file. */
export const readFile: ToolDefinition<Workbench, FilePath> = defineTool({
  name: "read_file",
  description: "Read a text file. A long one is cut in the middle.",
  input: z.object({ file_path: filePath }),
  run: ({ file_path }, context) => {
    const { shell, outputCharacters } = context.state;
    return runFileCommand(
      {
        argv: ["cat", "--", shell.resolve(file_path)],
        done: (stdout) =>
          stdout === "" ? "(the file is empty)" : cutMiddle(printable(stdout), outputCharacters),
      },
      context,
    );
  },
});

// The path is an argument of its own: nothing in it is read as code.
const writeScript = 'mkdir -p -- "$(dirname -- "$1")" && cat > "$1"';

/** Writes a text file, and what directories it needs. */
export const writeFile: ToolDefinition<Workbench, FilePath & { readonly content: string }> =
  defineTool({
    name: "write_file",
    description: "Write a text file, over what was there. Missing directories are made.",
    input: z.object({ file_path: filePath, content: z.string().describe("The whole new content") }),
    run: ({ file_path, content }, context) =>
      runFileCommand(
        {
          argv: ["bash", "-c", writeScript, "write_file", context.state.shell.resolve(file_path)],
          stdin: content,
          done: () => `Wrote ${file_path} (bytes: ${Buffer.byteLength(content)})`,
        },
        context,
      ),
  });

/** Names what a directory holds. */
export const listDirectory: ToolDefinition<Workbench, DirPath> = defineTool({
  name: "list_directory",
  description: "List what a directory holds, hidden files too. Directories end in a slash.",
  input: z.object({
    dir_path: somePath.default(".").describe("The directory; default: the current one"),
  }),
  run: async ({ dir_path }, { state }) => {
    const problem = pathProblem(dir_path);
    if (problem !== undefined) return { content: problem, isError: true };
    try {
      const names = await state.sandbox.files.list(state.shell.resolve(dir_path));
      if (names.length === 0) return "(the directory is empty)";
      return cutMiddle(printable(names.join("\n")), state.outputCharacters);
    } catch (error) {
      if (!SandboxError.isInstance(error) || error.code !== "refused") throw error;
      return { content: `There is no directory ${dir_path} that can be listed`, isError: true };
    }
  },
});

/** Makes a directory, and those above it. */
export const createDirectory: ToolDefinition<Workbench, DirPath> = defineTool({
  name: "create_directory",
  description: "Create a directory, and those above it that are missing.",
  input: z.object({ dir_path: somePath.describe("The new directory") }),
  run: ({ dir_path }, context) =>
    runFileCommand(
      {
        argv: ["mkdir", "-p", "--", context.state.shell.resolve(dir_path)],
        done: () => `Created ${dir_path}`,
      },
      context,
    ),
});

/** Deletes one file or link. */
export const deleteFile: ToolDefinition<Workbench, FilePath> = defineTool({
  name: "delete_file",
  description: "Delete a file. Directories are deleted with execute_shell.",
  input: z.object({ file_path: filePath }),
  run: ({ file_path }, context) =>
    runFileCommand(
      {
        argv: ["rm", "--", context.state.shell.resolve(file_path)],
        done: () => `Deleted ${file_path}`,
      },
      context,
    ),
});

/** Moves or renames. */
export const moveFile: ToolDefinition<Workbench, SourceAndDest> = defineTool({
  name: "move_file",
  description: "Move or rename a file or directory.",
  input: z.object({ source_path: sourcePath, dest_path: destPath }),
  run: ({ source_path, dest_path }, context) => {
    const { shell } = context.state;
    return runFileCommand(
      {
        argv: ["mv", "--", shell.resolve(source_path), shell.resolve(dest_path)],
        done: () => `Moved ${source_path} to ${dest_path}`,
      },
      context,
    );
  },
});

/** Copies, with permission bits. */
export const copyFile: ToolDefinition<Workbench, SourceAndDest> = defineTool({
  name: "copy_file",
  description: "Copy a file, or a directory with all that it holds.",
  input: z.object({ source_path: sourcePath, dest_path: destPath }),
  run: ({ source_path, dest_path }, context) => {
    const { shell } = context.state;
    return runFileCommand(
      {
        argv: ["cp", "-R", "-p", "--", shell.resolve(source_path), shell.resolve(dest_path)],
        done: () => `Copied ${source_path} to ${dest_path}`,
      },
      context,
    );
  },
});
