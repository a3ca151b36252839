import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { type EnvironmentDefinition, fromJsonSchema } from "@agent-gym/core";

import { defineMcpEnvironment, type McpServer } from "../src/index.ts";

const file = new URL("../examples/notes-server.py", import.meta.url);

/** The server on this machine, trusted; Python is looked for where the tests' own PATH leads. */
export const trustedNotes: McpServer = {
  trusted: true,
  command: "python3",
  args: [fileURLToPath(file)],
  env: { PATH: process.env["PATH"] ?? "", GREETING: "hello" },
};

/** The same server in a sandbox. */
export const sandboxedNotes: McpServer = {
  command: "python3",
  args: ["notes-server.py"],
  env: { GREETING: "hello" },
  files: { "notes-server.py": { data: readFileSync(file) } },
  requires: ["python"],
};

/** Keep a note: the reward looks at the notes that are left. */
export function notesEnvironment(server: McpServer, callMs = 20_000): EnvironmentDefinition {
  return defineMcpEnvironment<{ readonly note: string }>({
    name: "notes",
    version: "1",
    description: "Keep a note.",
    task: fromJsonSchema({
      type: "object",
      properties: { note: { type: "string" } },
      required: ["note"],
    }),
    server,
    callMs,
    prompt: ({ input }) => `Keep this note: ${input.note}`,
    inspect: async (call) => JSON.parse((await call("state")).text) as string[],
    reward: ({ task, state }) => ((state as string[]).includes(task.input.note) ? 1 : 0),
  });
}
