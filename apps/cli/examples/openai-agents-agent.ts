import { episodeTools, openRecordingEndpoint, sayText } from "@agent-gym/agents";
import { type AgentDefinition, contentText, defineAgent } from "@agent-gym/core";
import { Agent, OpenAIProvider, Runner, tool } from "@openai/agents";

/** An agent of the OpenAI Agents SDK, played as it ships. */
export const agent: AgentDefinition = defineAgent({
  name: "openai-agents",
  play: async (episode) => {
    await using endpoint = await openRecordingEndpoint(episode);
    const { baseURL, apiKey, model } = endpoint;
    const runner = new Runner({
      modelProvider: new OpenAIProvider({ baseURL, apiKey, useResponses: false }),
      tracingDisabled: true,
    });
    const player = new Agent({
      name: "player",
      model,
      instructions: episode.start.instructions ?? "You solve tasks with your tools.",
      tools: episodeTools(episode).map(({ name, description, parameters, execute }) =>
        tool({
          name,
          description,
          parameters: parameters as never,
          strict: false,
          execute: (input, _, details) =>
            execute(input, { callId: details?.toolCall?.callId, signal: details?.signal }),
        }),
      ),
    });
    const question = contentText(episode.start.observation.message ?? "");
    const { finalOutput = "" } = await runner.run(player, question, {
      maxTurns: 50,
      signal: episode.signal,
    });
    await sayText(episode, finalOutput);
  },
});
