import { describe, expect, test } from "vitest";

import { createDockerProvider } from "../../src/docker/index.ts";
import { docker, here, running, why } from "./daemon.ts";

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("it has not come true in 20 seconds");
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

describe.skipIf(!here)(`containers started ahead${why}`, () => {
  test("the next one is there before it is asked for, and nobody had it before", async () => {
    const provider = createDockerProvider({ ahead: 2 });
    const first = await provider.create({});
    await first.exec("echo mine > /tmp/f");
    await until(async () => (await running()).length === 2);
    const [before, second] = [await running(), await provider.create({})];
    expect(await second.exec("ls -A /tmp /work")).toMatchObject({ stdout: "/tmp:\n\n/work:\n" });
    await until(async () => (await running()).length === 4);
    expect(before.every((id) => id !== "")).toBe(true);
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await provider.dispose?.();
    expect(await running()).toEqual([]);
  });

  test("one that died while it waited is not handed out", async () => {
    const provider = createDockerProvider({ ahead: 1 });
    const first = await provider.create({});
    await until(async () => (await running()).length === 2);
    await first[Symbol.asyncDispose]();
    const [ready = ""] = await running();
    await docker.getContainer(ready).kill();
    await until(async () => (await running()).length === 0);
    await using second = await provider.create({});
    expect(await second.exec("echo fine")).toMatchObject({ stdout: "fine\n" });
    await provider.dispose?.();
  });

  test("where none is to be started ahead none is", async () => {
    const provider = createDockerProvider({ ahead: 0 });
    await using sandbox = await provider.create({});
    await sandbox.exec("sleep 0.5");
    expect(await running()).toHaveLength(1);
    await sandbox[Symbol.asyncDispose]();
    await provider.dispose?.();
  });
});
