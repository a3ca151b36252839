import { readFileSync } from "node:fs";

import { type EnvironmentDefinition, fromJsonSchema } from "@agent-gym/core";
import { defineMcpEnvironment } from "@agent-gym/env-mcp";

const program = readFileSync(new URL("notes-server.py", import.meta.url));

export const environment: EnvironmentDefinition = defineMcpEnvironment<{ readonly note: string }>({
  name: "notes",
  version: "1",
  description: "Keep a note.",
  task: fromJsonSchema({
    type: "object",
    properties: { note: { type: "string" } },
    required: ["note"],
  }),
  server: {
    command: "python3",
    args: ["notes-server.py"],
    files: { "notes-server.py": { data: program } },
    requires: ["python"],
  },
  // What the server has to read its state back is not for the agent.
  offers: (name) => name !== "state",
  prompt: ({ input }) => `Keep this note: ${input.note}`,
  inspect: async (call) => JSON.parse((await call("state")).text) as string[],
  reward: ({ task, state }) => ((state as string[]).includes(task.input.note) ? 1 : 0),
});
