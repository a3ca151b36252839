/** A built-in agent, and one with a dialect of its own, play against a scripted model. */
import {
  builtInAgents,
  defineDialect,
  HermesAgent,
  neutralise,
  parseMessage,
  parseText,
  type ParsedText,
  toolCallingAgent,
  writeJson,
} from "@agent-gym/agents";
import {
  type AgentDefinition,
  contentText,
  createTasks,
  openSession,
  type Verdict,
} from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";

const plain = defineDialect({
  name: "plain",
  nativeTools: false,
  system: ({ tools, instructions = "" }, systemPrompt) =>
    [systemPrompt, instructions, ...tools.map(({ name }) => `You have ${name}.`)].join("\n"),
  assistant: ({ text, calls }) => ({
    role: "assistant",
    content: [
      neutralise(text),
      ...calls.map((call) => `[TOOL_CALLS]${call.name}${writeJson(call.arguments)}`),
    ].join("\n"),
  }),
  observation: ({ results = [], message = "" }) => [
    {
      role: "user",
      content: [...results.map((result) => result.content), message]
        .map((content) => neutralise(contentText(content)))
        .join("\n"),
    },
  ],
  parse: (result, context) => parseMessage(result, context, "text"),
});

async function play(agent: AgentDefinition, call: string): Promise<Verdict> {
  const [task] = await createTasks([{ target: 3 }]);
  if (task === undefined) throw new Error("There is no task.");
  const model = scriptedModel([call, "Done."]);
  const definition = counterEnvironment;
  await using session = await openSession({ definition, task, model: () => model });
  if (session.episode !== undefined) await agent.play(session.episode);
  return (await session.finish()).verdict;
}

const json = JSON.stringify({ name: "add", arguments: { amount: 3 } });
const hermes = HermesAgent({ sampling: { temperature: 0.6 } });
const own = toolCallingAgent({ dialect: plain, systemPrompt: "You count." });
for (const { reward } of [
  await play(hermes, `<tool_call>\n${json}\n</tool_call>`),
  await play(own, `[TOOL_CALLS]add{"amount": 3}`),
]) {
  if (reward !== 1) throw new Error(`The reward is ${reward}.`);
}

const parsed: ParsedText = parseText(`<tool_call>${json}</tool_call>`, { tools: [] });
if (parsed.calls[0]?.name !== "add") throw new Error(JSON.stringify(parsed));
if (builtInAgents["mirau"] === undefined) throw new Error("There is no agent mirau.");
console.log("done");
