/** An MCP server on this machine, declared trusted, is the tools of an environment. */
import { callAction, createTasks, fromJsonSchema, openSession, textAction } from "@agent-gym/core";
import {
  defineMcpEnvironment,
  type McpEnvironmentSpecification,
  type McpServer,
} from "@agent-gym/env-mcp";

const program = `
const notes = [];
const tool = (name, properties) => ({ name, inputSchema: { type: "object", properties } });
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "notes", version: "1" },
  }),
  ping: () => ({}),
  "tools/list": () => ({ tools: [tool("keep", { text: { type: "string" } }), tool("state", {})] }),
  "tools/call": ({ name, arguments: { text } = {} }) => {
    if (name === "keep") notes.push(text);
    return { content: [{ type: "text", text: JSON.stringify(notes) }] };
  },
};
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const answer = answers[method];
  const body = answer === undefined
    ? { error: { code: -32601, message: "unknown" } }
    : { result: answer(params) };
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, ...body }) + "\\n");
});`;

const { process } = globalThis as unknown as { readonly process: { readonly execPath: string } };
const server: McpServer = { trusted: true, command: process.execPath, args: ["-e", program] };

const specification: McpEnvironmentSpecification<{ readonly note: string }> = {
  name: "notes",
  version: "1",
  description: "Keep a note.",
  task: fromJsonSchema({
    type: "object",
    properties: { note: { type: "string" } },
    required: ["note"],
  }),
  server,
  offers: (name) => name !== "state",
  prompt: ({ input }) => `Keep this note: ${input.note}`,
  inspect: async (call) => JSON.parse((await call("state")).text) as string[],
  reward: ({ task, state }) => ((state as string[]).includes(task.input.note) ? 1 : 0),
};

const [task] = await createTasks([{ note: "buy milk" }]);
if (task === undefined) throw new Error("There is no task.");
const session = await openSession({ definition: defineMcpEnvironment(specification), task });
await session.episode?.step(callAction({ name: "keep", arguments: { text: "buy milk" } }));
await session.episode?.step(textAction("It is kept."));
const { verdict, ending } = await session.finish();
if (verdict.reward !== 1) throw new Error(JSON.stringify({ verdict, ending }));
console.log("done");
