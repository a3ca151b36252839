import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { createTasks, openSession, ProviderError, textAction } from "@agent-gym/core";
import type {
  CallScope,
  ChatModel,
  ChatRequest,
  ChatResult,
  TrajectoryEvent,
} from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createChatModel, openModelCache } from "../../src/index.ts";
import type { ModelCacheMode } from "../../src/index.ts";
import { startScriptedServer } from "../../src/testing/index.ts";

const { signal } = new AbortController();
const dead: ChatModel = { id: "m", complete: () => Promise.reject(new Error("It was asked.")) };
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cache-"));
  file = join(folder, "calls.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const say = (content: string): ChatRequest => ({ messages: [{ role: "user", content }] });
const scope = (ordinal: number, episode = "a/0", role = "agent"): CallScope => ({
  episode,
  role,
  ordinal,
});
const model = (...replies: Parameters<typeof scriptedModel>[0] & readonly unknown[]) =>
  scriptedModel(replies, { id: "m" });

/** Makes calls through a cache, one after another; gives what they say, or their error. */
async function calls(
  mode: ModelCacheMode,
  live: ChatModel,
  asked: readonly (readonly [string, CallScope?])[],
): Promise<readonly string[]> {
  await using cache = await openModelCache({ file, mode });
  const wrapped = cache.wrap(live);
  const said: string[] = [];
  for (const [content, own] of asked) {
    const options = own === undefined ? { signal } : { signal, scope: own };
    said.push(
      await wrapped.complete(say(content), options).then(
        ({ message }) => message.content,
        (error: unknown) => (error as Error).message,
      ),
    );
  }
  return said;
}

const timeless = (result: ChatResult) => ({ ...result, milliseconds: undefined });

describe("a cache of model calls", () => {
  test("gives 64 episodes at a time the answers that they got, in whatever order they come", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) => ({
        text: `answer ${index}`,
        reasoning: "hm",
        toolCalls: [{ name: "look", arguments: { at: index } }],
        latencyMs: (index * 37) % 11,
      }),
    });
    await using live = createChatModel({
      url: server.url,
      model: "m",
      key: "sk-0123456789abcdef",
      price: { input: 1, output: 3 },
      sampling: { temperature: 1 },
    });
    const play = async (mode: ModelCacheMode, pause: (episode: number) => number) => {
      await using cache = await openModelCache({ file, mode });
      const wrapped = cache.wrap(live);
      const results = await Promise.all(
        Array.from({ length: 64 }, async (_, episode) => {
          const found: ChatResult[] = [];
          for (const ordinal of [0, 1, 2]) {
            await delay(pause(episode));
            // All episodes ask the same.
            const own = scope(ordinal, `task/${episode}`);
            found.push(await wrapped.complete(say(`turn ${ordinal}`), { signal, scope: own }));
          }
          return found.map(timeless);
        }),
      );
      return { results, ...cache.statistics };
    };
    const recorded = await play("record", (episode) => episode % 5);
    expect(recorded).toMatchObject({ recorded: 192, replayed: 0 });
    const replayed = await play("replay", (episode) => (64 - episode) % 7);
    expect(replayed).toEqual({ ...recorded, recorded: 0, replayed: 192 });
    expect(server.requests).toHaveLength(192);
    expect(await readFile(file, "utf8")).not.toContain("sk-0123");
  });

  test("makes a replayed session's events equal, but for times", async () => {
    await using server = await startScriptedServer({
      reply: ({ index }) =>
        index === 0 ? { status: 503 } : { text: index < 3 ? "Go on." : "Done.", reasoning: "hm" },
    });
    await using live = createChatModel({
      url: server.url,
      model: "m",
      price: { input: 1, output: 1 },
    });
    const play = async (mode: ModelCacheMode): Promise<readonly TrajectoryEvent[]> => {
      await using cache = await openModelCache({ file, mode });
      const wrapped = cache.wrap(live);
      const events: TrajectoryEvent[] = [];
      const [task] = await createTasks([{ id: "a", target: 2 }]);
      await using session = await openSession({
        definition: counterEnvironment,
        task: task as NonNullable<typeof task>,
        model: () => wrapped,
        emit: (event) => void events.push(event),
      });
      const { episode } = session;
      if (episode === undefined) throw new Error("It did not start.");
      for (const turn of [0, 1]) {
        const { message } = await episode
          .model("agent")
          .complete(say(`turn ${turn}`), { signal: episode.signal });
        await episode.step(textAction(message.content));
        if (episode.over) break;
      }
      await session.finish();
      return events;
    };
    const withoutTimes = (events: readonly TrajectoryEvent[]): unknown =>
      JSON.parse(
        JSON.stringify(events, (name, value: unknown) =>
          ["milliseconds", "waitedMs", "at", "t"].includes(name) ? undefined : value,
        ),
      );
    const recorded = withoutTimes(await play("record"));
    expect(JSON.stringify(recorded)).toContain("overloaded");
    expect(withoutTimes(await play("replay"))).toEqual(recorded);
  });

  test("hands a replayed text over as one piece, and heeds an abort", async () => {
    await calls("record", model("Hello."), [["hi", scope(0)]]);
    await using cache = await openModelCache({ file, mode: "replay" });
    const texts: string[] = [];
    const onDelta = (text: string): void => void texts.push(text);
    const wrapped = cache.wrap(dead);
    await wrapped.complete(say("hi"), { signal, scope: scope(0), onDelta });
    expect(texts).toEqual(["Hello."]);
    const gone = AbortSignal.abort(new Error("enough"));
    await expect(wrapped.complete(say("hi"), { signal: gone, scope: scope(0) })).rejects.toThrow(
      "enough",
    );
  });

  test("writes each message once", async () => {
    const long = "x".repeat(10_000);
    await using cache = await openModelCache({ file, mode: "record" });
    const wrapped = cache.wrap(scriptedModel(() => "ok"));
    const messages: ChatRequest["messages"][number][] = [{ role: "user", content: long }];
    for (const ordinal of Array(20).keys()) {
      await wrapped.complete({ messages: [...messages] }, { signal, scope: scope(ordinal) });
      messages.push({ role: "user", content: `turn ${ordinal}` });
    }
    expect((await readFile(file, "utf8")).length).toBeLessThan(25_000);
  });
});

describe("replay", () => {
  test("fails for what was not recorded, and says where it differs", async () => {
    await calls("record", model("1", "2"), [
      ["The sum of 3 and 4?", scope(0)],
      ["And now?", scope(1)],
    ]);
    const missing = await calls("replay", dead, [
      ["The sum of 3 and 5?", scope(0)],
      ["What else?", scope(7)],
      ["And now?", scope(0, "b/0")],
      ["And now?"],
      ["And now?", scope(1)],
    ]);
    expect(missing[0]).toMatch(
      /recorded for call 0 of the role agent in episode a\/0 asks something else: messages\[0\]\.content was .*3 and 4\?", is .*3 and 5\?"/,
    );
    expect(missing[1]).toMatch(/the nearest, call 1, .*messages\[0\].content was "And now/);
    expect(missing[2]).toContain("episode b/0, nor for any other of its calls");
    expect(missing[3]).toContain("No answer was recorded for this request");
    expect(missing[4]).toBe("2");
    await using cache = await openModelCache({ file, mode: "replay" });
    await expect(
      cache.wrap(dead).complete(say("x"), { signal, scope: scope(0) }),
    ).rejects.toMatchObject({ code: "replay", retryable: false });
  });

  test("takes what was recorded last: a run that was cut off and begun anew", async () => {
    const asked = [
      ["one", scope(0)],
      ["two", scope(1)],
    ] as const;
    await calls("record", model("old"), [asked[0]]);
    await calls("record", model("new", "more"), asked);
    expect(await calls("replay", dead, asked)).toEqual(["new", "more"]);
  });

  test("gives calls of nobody in their order, each as often as it was made", async () => {
    const asked = [["x"], ["x"], ["y"], ["x"]] as const;
    await calls("record", model("0", "0", "0", "0"), asked);
    await calls("record", model("1", "2", "3"), asked.slice(0, 3));
    const said = await calls("replay", dead, asked);
    expect(said.slice(0, 3)).toEqual(["1", "2", "3"]);
    expect(said[3]).toContain("or not as often");
  });

  test("meets the same errors again", async () => {
    const asked = [
      ["long", scope(0)],
      ["busy", scope(1)],
    ] as const;
    const error = (code: "context-length" | "rate-limit") =>
      new ProviderError({ code, message: `It said ${code}.`, status: 400, retryAfterMs: 5 });
    await calls("record", model(error("context-length"), error("rate-limit")), asked);
    const errors = ["It said context-length.", "It said rate-limit."];
    expect(await calls("replay", dead, asked)).toEqual(errors);
    // What may have passed is tried again where that is allowed.
    expect(await calls("replay-or-live", model("now"), asked)).toEqual([errors[0], "now"]);
    await using cache = await openModelCache({ file, mode: "replay" });
    await expect(
      cache.wrap(dead).complete(say("long"), { signal, scope: scope(0) }),
    ).rejects.toMatchObject({ code: "context-length", status: 400, retryAfterMs: 5 });
  });

  test("does not record what is the run's own doing", async () => {
    const budget = new ProviderError({ code: "budget", message: "spent" });
    const crash = new Error("crash");
    await calls("record", model(budget, crash), [
      ["a", scope(0)],
      ["b", scope(1)],
    ]);
    expect(await readFile(file, "utf8")).not.toContain('"call"');
  });

  test("needs a recording", async () => {
    await expect(openModelCache({ file, mode: "replay" })).rejects.toThrow("nothing was recorded");
  });
});

describe("replay-or-live", () => {
  test("asks the model for what is missing, and knows it from then on", async () => {
    expect(await calls("replay-or-live", model("1"), [["a", scope(0)]])).toEqual(["1"]);
    const asked = [["a", scope(0)], ["b", scope(1)], ["a"], ["a"]] as const;
    expect(await calls("replay-or-live", model("2", "3", "4"), asked)).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
    expect(await calls("replay", dead, asked)).toEqual(["1", "2", "3", "4"]);
  });
});

describe("the file", () => {
  test("may be cut off anywhere: whole lines are replayed, and recording goes on behind them", async () => {
    const asked = [
      ["one", scope(0)],
      ["two", scope(1)],
    ] as const;
    await calls("record", model("1", "2"), asked);
    const text = await readFile(file, "utf8");
    const outcomes = new Set<string>();
    for (let length = 0; length < text.length; length += 11) {
      await writeFile(file, text.slice(0, length));
      const said = await calls("replay-or-live", model("live", "live"), asked);
      outcomes.add(said.join());
      expect(await calls("replay", dead, asked)).toEqual(said);
    }
    await writeFile(file, `${text}{"part":99,"val`);
    expect(await calls("replay", dead, asked)).toEqual(["1", "2"]);
    expect([...outcomes]).toEqual(["live,live", "1,live"]);
  });

  test.each([
    ["no JSON\n", "line 1 is no JSON"],
    ["{}\n", "line 1 is not one of a cache"],
    ['{"format":"agent-gym-model-cache","version":9}\n', "line 1 is not one of a cache"],
    ['{"format":"agent-gym-model-cache","version":1}\n{"part":3,"value":1}\n', "line 2 is not one"],
    ['{"format":"agent-gym-model-cache","version":1}\n{"call":"x"}\n', "line 2 is not one"],
  ])("is refused when it is something else: %j", async (text, problem) => {
    await writeFile(file, text);
    for (const mode of ["replay", "record"] as const) {
      await expect(openModelCache({ file, mode })).rejects.toThrow(problem);
    }
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("has one writer, also of another process, and any number of readers", async () => {
    await calls("record", model("1"), [["a", scope(0)]]);
    await using writer = await openModelCache({ file, mode: "record" });
    await expect(openModelCache({ file, mode: "replay-or-live" })).rejects.toThrow(
      "is being written by process",
    );
    const script = `
      const { openModelCache } = await import(process.argv[1]);
      const open = (mode) => openModelCache({ file: process.argv[2], mode });
      await open("replay");
      await open("record").catch((error) => console.log(error.code));
    `;
    const entry = new URL("../../src/index.ts", import.meta.url).href;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script, entry, file]);
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    await once(child, "close");
    expect(output.trim()).toBe("file-locked");
    expect(writer.statistics.recorded).toBe(0);
  });

  test("is free again after a writer was killed", async () => {
    const script = `
      const { openModelCache } = await import(process.argv[1]);
      const { scriptedModel } = await import(process.argv[2]);
      const cache = await openModelCache({ file: process.argv[3], mode: "record" });
      const model = cache.wrap(scriptedModel(() => "from the dead", { id: "m" }));
      const scope = { episode: "a/0", role: "agent", ordinal: 0 };
      const messages = [{ role: "user", content: "a" }];
      await model.complete({ messages }, { signal: new AbortController().signal, scope });
      process.kill(process.pid, "SIGKILL");
    `;
    const entry = new URL("../../src/index.ts", import.meta.url).href;
    const testing = import.meta.resolve("@agent-gym/core/testing");
    const args = ["--input-type=module", "--eval", script, entry, testing, file];
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    await once(child, "close");
    expect(await calls("replay-or-live", dead, [["a", scope(0)]])).toEqual(["from the dead"]);
  });
});
