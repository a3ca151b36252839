import type { ChatModel, ChatOptions, ChatRequest, RecordedEvent } from "@agent-gym/core";
import { defineAgent, noUsage, textAction, type TurnTokens } from "@agent-gym/core";
import { counterEnvironment, scriptedModel, type ScriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { runEpisode } from "../../src/index.ts";
import { recordedAnswers, replayAnswers } from "../../src/run/replay-answers.ts";
import { counterTasks } from "../counter-run.ts";

const [task] = await counterTasks(1);
if (task === undefined) throw new Error("no task");

/** The events of an episode in which these were asked, one after another. */
async function asked(
  requests: readonly ChatRequest[],
  model: ChatModel,
  tokens?: TurnTokens,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const agent = defineAgent({
    name: "asking",
    play: async ({ model: role, signal, step }) => {
      for (const request of requests) {
        const { message } = await role("agent").complete(request, { signal });
        if (tokens === undefined) continue;
        await step({ ...textAction(message.content), raw: message, tokens });
      }
    },
  });
  await runEpisode({
    definition: counterEnvironment,
    task: task as NonNullable<typeof task>,
    agent,
    model: () => model,
    emit: (event) => events.push({ i: events.length, t: 0, ...event }),
  });
  // As if it had been read again.
  return JSON.parse(JSON.stringify(events)) as RecordedEvent[];
}

function question(content: string, more: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: "user", content }], ...more };
}

function options(ordinal: number, role = "agent"): ChatOptions {
  return { signal: new AbortController().signal, scope: { episode: "a/0", role, ordinal } };
}

function replaying(tries: readonly (readonly RecordedEvent[])[]): {
  readonly model: ChatModel;
  readonly live: ScriptedModel;
  readonly replayed: number[];
} {
  const live = scriptedModel(() => "live");
  const replayed: number[] = [];
  const answers = recordedAnswers(tries);
  const model = replayAnswers(live, {
    answers,
    onReplay: (_, ordinal) => replayed.push(ordinal),
  });
  return { model, live, replayed };
}

describe("an answer that was paid for", () => {
  test("is given again to the same question at the same place, and to no other", async () => {
    const first = question("one", { sampling: { seed: 1 }, stop: ["x"] });
    const events = await asked([first, question("two")], scriptedModel(["eins", "zwei"]));
    const { model, live, replayed } = replaying([events]);
    const said = async (request: ChatRequest, where: ChatOptions): Promise<string> =>
      (await model.complete(request, where)).message.content;
    expect(await said(first, options(0))).toBe("eins");
    expect(await said(question("two"), options(1))).toBe("zwei");
    expect(live.requests).toHaveLength(0);
    expect(replayed).toEqual([0, 1]);

    expect(await said(question("two"), options(0))).toBe("live");
    expect(await said(first, options(1))).toBe("live");
    expect(await said(first, options(0, "user"))).toBe("live");
    expect(await said({ ...first, sampling: { seed: 2 } }, options(0))).toBe("live");
    expect(await said({ ...first, stop: [] }, options(0))).toBe("live");
    expect(await said(question("three"), options(2))).toBe("live");
    expect(replayed).toEqual([0, 1]);
  });

  test("comes whole, with its usage, and took no time", async () => {
    const usage = { ...noUsage, inputTokens: 7, cost: null };
    const reply = {
      message: { content: "hm", reasoning: "why" },
      finish: "length",
      usage,
    } as const;
    const { model } = replaying([await asked([question("one")], scriptedModel([reply]))]);
    expect(await model.complete(question("one"), options(0))).toEqual({
      message: { role: "assistant", content: "hm", reasoning: "why" },
      finish: "length",
      usage,
      milliseconds: { queued: 0, total: 0 },
      model: "scripted",
    });
  });

  test("keeps the tokens that its action was recorded with", async () => {
    const tokens = { ids: [1, 2], logprobs: [-0.1, -0.2] };
    const events = await asked([question("one")], scriptedModel(["eins"]), tokens);
    const { model } = replaying([events]);
    expect((await model.complete(question("one"), options(0))).tokens).toEqual(tokens);
  });

  test("is found in whichever of several tries it stands, however they were cut", async () => {
    const events = await asked([question("one"), question("two")], scriptedModel(["eins", "zwei"]));
    const call = events.findIndex(({ type }) => type === "model-call");
    for (let length = 0; length <= events.length; length += 1) {
      const { model, replayed } = replaying([[], events.slice(0, length), events.slice(0, call)]);
      await model.complete(question("one"), options(0));
      await model.complete(question("two"), options(1));
      const whole = events.slice(0, length).filter(({ type }) => type === "model-call").length;
      expect(replayed).toHaveLength(whole);
    }
  });

  test("is not given to a call that was cancelled", async () => {
    const { model } = replaying([await asked([question("one")], scriptedModel(["eins"]))]);
    const signal = AbortSignal.abort(new Error("no more"));
    await expect(model.complete(question("one"), { ...options(0), signal })).rejects.toThrow(
      "no more",
    );
  });
});

test("a call that failed has no answer to give again", async () => {
  const events = await asked([question("one")], scriptedModel([new Error("broken")]));
  expect(recordedAnswers([events]).size).toBe(0);
});
