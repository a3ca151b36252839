import { episodeTools, openRecordingEndpoint, sayText } from "@agent-gym/agents";
import { type AgentDefinition, contentText, defineAgent } from "@agent-gym/core";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { dynamicTool, isStepCount, jsonSchema, ToolLoopAgent } from "ai";

/** A `ToolLoopAgent` of the AI SDK, played as it ships. */
export const agent: AgentDefinition = defineAgent({
  name: "ai-sdk",
  play: async (episode) => {
    await using endpoint = await openRecordingEndpoint(episode);
    const provider = createOpenAICompatible({ name: "agent-gym", ...endpoint });
    const loop = new ToolLoopAgent({
      model: provider(endpoint.model),
      instructions: episode.start.instructions ?? "You solve tasks with your tools.",
      stopWhen: isStepCount(50),
      tools: Object.fromEntries(
        episodeTools(episode).map(({ name, description, parameters, execute }) => [
          name,
          dynamicTool({
            description,
            inputSchema: jsonSchema(parameters),
            execute: (input, { toolCallId, abortSignal }) =>
              execute(input, { callId: toolCallId, signal: abortSignal }),
          }),
        ]),
      ),
    });
    const { text } = await loop.generate({
      prompt: contentText(episode.start.observation.message ?? ""),
      abortSignal: episode.signal,
    });
    await sayText(episode, text);
  },
});
