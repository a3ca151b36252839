import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { HermesAgent } from "@agent-gym/agents";
import type { ChatModel } from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { createChatModel } from "@agent-gym/model";
import { run } from "@agent-gym/runner";

import type { Measurement, Row } from "../measurement.ts";
import { counterReply, counterTasks } from "../scripted-counter.ts";

/** What the harness costs beside the model and the environment; the record is written. */
export const row: Row = {
  name: "harness-overhead",
  measure: async () => {
    const folder = await mkdtemp(join(process.cwd(), ".bench-"));
    try {
      return [
        ...(await inProcess(folder)),
        ...(await overHttp(folder)),
        ...(await againstIdeal(folder)),
        ...(await inFlight(folder)),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function inProcessModel(waitMs = 0): ChatModel {
  const model = scriptedModel((request) => ({
    message: {
      content: counterReply(request.messages.filter(({ role }) => role === "assistant").length),
    },
  }));
  if (waitMs === 0) return model;
  return {
    id: model.id,
    complete: async (request, options) => {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      return model.complete(request, options);
    },
  };
}

interface Cost {
  readonly cpuMs: number;
  readonly wallMs: number;
}

async function runEpisodes(
  model: ChatModel,
  options: { readonly folder: string; readonly episodes: number; readonly concurrency: number },
): Promise<Cost> {
  const tasks = await counterTasks(options.episodes);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { summary } = await run({
    definition: counterEnvironment,
    tasks,
    agent: HermesAgent(),
    model: () => model,
    concurrency: options.concurrency,
    logDir: options.folder,
  });
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  if (summary.succeeded !== options.episodes) {
    throw new Error(`Only ${summary.succeeded} of ${options.episodes} episodes succeeded.`);
  }
  return { cpuMs: (user + system) / 1000, wallMs };
}

async function inProcess(folder: string): Promise<readonly Measurement[]> {
  await runEpisodes(inProcessModel(), { folder, episodes: 500, concurrency: 8 });
  const episodes = 3000;
  const { cpuMs, wallMs } = await runEpisodes(inProcessModel(), {
    folder,
    episodes,
    concurrency: 8,
  });
  return [
    {
      what: "CPU per 3-turn episode, model in the process",
      value: cpuMs / episodes,
      unit: "ms",
      bar: { most: 0.5 },
    },
    {
      what: "episodes per second, model in the process",
      value: (episodes * 1000) / wallMs,
      unit: "/s",
    },
  ];
}

async function withServer<Result>(
  latencyMs: number,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const file = fileURLToPath(new URL("../model-server.ts", import.meta.url));
  const server = fork(file, [String(latencyMs)], { silent: true });
  try {
    const port = await new Promise<string>((resolve, reject) => {
      server.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
      server.once("error", reject);
      server.once("exit", () => reject(new Error("The server ended.")));
    });
    return await work(`http://127.0.0.1:${port}/v1`);
  } finally {
    server.kill();
  }
}

async function overHttp(folder: string): Promise<readonly Measurement[]> {
  return withServer(0, async (url) => {
    await using model = createChatModel({ url, model: "bench", connections: 64 });
    await runEpisodes(model, { folder, episodes: 300, concurrency: 64 });
    const episodes = 1500;
    const { cpuMs } = await runEpisodes(model, { folder, episodes, concurrency: 64 });
    return [
      {
        what: "CPU per 3-turn episode, over HTTP",
        value: cpuMs / episodes,
        unit: "ms",
        bar: { most: 3 },
      },
    ];
  });
}

async function againstIdeal(folder: string): Promise<readonly Measurement[]> {
  const [latencyMs, episodes, concurrency, turns] = [1000, 2560, 512, 3];
  return withServer(latencyMs, async (url) => {
    await using model = createChatModel({ url, model: "bench", connections: concurrency });
    const { wallMs } = await runEpisodes(model, { folder, episodes, concurrency });
    const ideal = (episodes / concurrency) * turns * latencyMs;
    return [
      {
        what: "of the ideal time, 512 episodes in flight, 1 s latency",
        value: (100 * ideal) / wallMs,
        unit: "%",
        bar: { least: 95 },
        note: `${(wallMs / 1000).toFixed(2)} s for ${ideal / 1000} s of waiting; the server shares the machine`,
      },
    ];
  });
}

async function inFlight(folder: string): Promise<readonly Measurement[]> {
  const model = inProcessModel(1500);
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  await runEpisodes(model, { folder, episodes: 1000, concurrency: 1000 });
  clearInterval(watch);
  return [
    {
      what: "memory of the process, 1,000 episodes in flight",
      value: most / 2 ** 20,
      unit: "MiB",
      bar: { most: 400 },
      note: "the whole process, after the figures above",
    },
  ];
}
