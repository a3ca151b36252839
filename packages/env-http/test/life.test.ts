import { callAction, createTasks, type Environment, type JsonObject } from "@agent-gym/core";
import { expect, test, vi } from "vitest";

import { environment } from "../src/index.ts";
import { play, sampleTask } from "./play.ts";

const data = sampleTask("find-the-room", { access: { token: "tok-12345678" } });
const waiting = callAction({
  name: "http_request",
  arguments: {
    method: "GET",
    path: "/changes",
    headers: { Authorization: "Bearer tok-12345678" },
  },
});
const never = (): AbortSignal => new AbortController().signal;

test("two episodes at once have a server each, and share nothing", async () => {
  await using one = await play(data);
  await using other = await play(data);
  const path = "/bookings/b-101";
  const { headers } = await one.send({ method: "GET", path });
  const ifMatch = { "If-Match": headers["etag"] ?? "" };
  await one.send({ method: "DELETE", path, headers: ifMatch });
  expect(await one.send({ method: "GET", path })).toMatchObject({ status: 404 });
  expect(await other.send({ method: "GET", path })).toMatchObject({ status: 200 });
  const [first, second] = [await one.say("Cedar"), await other.say("Elm")];
  expect(first.evidence.bookings).toHaveLength(32);
  expect(second.evidence.bookings).toHaveLength(33);
  expect([first.success, second.success]).toEqual([false, true]);
});

test("what an agent sees is the same under one seed, and another seed has other ETags", async () => {
  const seen = async (seed: number): Promise<string> => {
    const made = await make();
    const start = await made.reset({ seed, signal: never() });
    const read = callAction({
      name: "http_request",
      arguments: { method: "GET", path: "/bookings/b-101", headers: { Authorization: token } },
    });
    const transition = await made.step(read, { signal: never() });
    await made.close();
    return JSON.stringify([start, transition]);
  };
  const token = "Bearer tok-12345678";
  expect(await seen(1)).toBe(await seen(1));
  expect(await seen(1)).not.toBe(await seen(2));
  expect(await seen(1)).not.toMatch(/127\.0\.0\.1|localhost/);
});

test("a request that gets no answer is told to the agent when its time is up", async () => {
  await using episode = await play(data, { deadline: 0.2 });
  const said = await episode.call("http_request", waiting.calls[0]?.arguments ?? {});
  expect(said).toBe("The service did not answer within 0.2 seconds.");
  const { evidence, verdict } = await episode.say("Elm");
  expect(evidence.requests).toMatchObject([{ path: "/changes", status: null }]);
  expect(verdict).toMatchObject({ reward: 1 });
});

test("a request that waits is answered when something changes", async () => {
  await using episode = await play(data, { deadline: 0.2 });
  const said = await episode.send({ method: "GET", path: "/changes?since=-1" });
  expect(said).toMatchObject({ status: 200, body: { revision: 0 } });
});

test("close frees the server while a request still waits for an answer", async () => {
  await noServers();
  const made = await make({ deadline: 300 });
  await made.reset({ seed: 0, signal: never() });
  expect(servers()).toBe(1);
  const step = made.step(waiting, { signal: never() }).then(
    () => "answered",
    () => "broken off",
  );
  await new Promise((resolve) => void setTimeout(resolve, 50));
  await made.close();
  expect(await step).toBe("broken off");
  await noServers();
});

test("a step that is told to stop rejects with the reason, and the server answers on", async () => {
  const made = await make({ deadline: 300 });
  await made.reset({ seed: 0, signal: never() });
  const controller = new AbortController();
  const step = made.step(waiting, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("enough")), 50);
  await expect(step).rejects.toThrow("enough");
  const next = callAction({
    name: "http_request",
    arguments: { method: "GET", path: "/openapi.json" },
  });
  const { observation } = await made.step(next, { signal: never() });
  expect(observation.results?.[0]?.content).toMatch(/"status":200/);
  await made.close();
});

test("a server that is not wanted any more when it comes up is freed", async () => {
  await noServers();
  const stopped = await make();
  const controller = new AbortController();
  const reset = stopped.reset({ seed: 0, signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(reset).rejects.toThrow("enough");
  const closed = await make();
  const resetting = closed.reset({ seed: 0, signal: never() }).catch(() => "closed");
  await closed.close();
  await noServers();
  expect(await resetting).toBe("closed");
});

test("what the whole process uses for requests stays its own", async () => {
  const { Request: request, Response: response } = globalThis;
  await using episode = await play(data);
  await episode.send({ method: "GET", path: "/rooms" });
  expect(globalThis.Request).toBe(request);
  expect(globalThis.Response).toBe(response);
});

async function make(options: JsonObject = {}): Promise<Environment> {
  const [task] = await createTasks([data]);
  if (task === undefined) throw new Error("There is no task.");
  return await environment.create(task, environment.parseOptions(options), {
    sandboxes: { name: "none" } as never,
    model: () => {
      throw new Error("There is no model.");
    },
    note: () => {},
    seed: 0,
  });
}

/** A handle is gone one turn of the event loop after its server. */
async function noServers(): Promise<void> {
  await vi.waitFor(() => expect(servers()).toBe(0), { timeout: 10_000 });
}

function servers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap").length;
}
