import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { harnessLabel, harnessLabels } from "../../src/docker/harness-label.ts";
import { createDockerProvider } from "../../src/docker/index.ts";
import { docker, here, madeBy, why } from "./daemon.ts";

const victim = fileURLToPath(new URL("./crash-victim.ts", import.meta.url));

async function nothingLeftOf(pid: number): Promise<readonly string[]> {
  const deadline = Date.now() + 15_000;
  let left = await madeBy(pid);
  while (left.length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => void setTimeout(resolve, 100));
    left = await madeBy(pid);
  }
  return left;
}

describe.skipIf(!here)(`what a harness leaves behind${why}`, () => {
  test("of one killed in the middle of 20 sandboxes nothing is there after the next start", async () => {
    const child = spawn(process.execPath, [victim, "20"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const pid = child.pid ?? 0;
    expect((await madeBy(pid)).length).toBeGreaterThanOrEqual(20);
    child.kill("SIGKILL");
    await once(child, "exit");
    const next = createDockerProvider();
    expect(await next.probe()).toMatchObject({ ok: true });
    expect(await nothingLeftOf(pid)).toEqual([]);
    await next.dispose?.();
  }, 120_000);

  test("the containers of a harness that ends are gone without anybody's sweep", async () => {
    const child = spawn(process.execPath, [victim, "2"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGINT");
    await once(child, "exit");
    const containers = (await nothingLeftOf(child.pid ?? 0)).filter((name) =>
      name.startsWith("container"),
    );
    expect(containers).toEqual([]);
  }, 60_000);

  test("one that was made and never started is swept, unless its harness lives", async () => {
    const dead = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    await once(dead, "exit");
    const labels = await harnessLabels();
    const own = JSON.parse(labels[harnessLabel] ?? "") as object;
    const left = { [harnessLabel]: JSON.stringify({ ...own, pid: dead.pid }) };
    const make = async (Labels: Record<string, string>): Promise<string> =>
      (await docker.createContainer({ Image: "agent-gym-sandbox", Labels })).id;
    const [theirs, ours] = [await make(left), await make({ ...labels })];
    await docker.createVolume({ Labels: left });
    await createDockerProvider().probe();
    expect(await madeBy(dead.pid ?? 0)).toEqual([]);
    await expect(docker.getContainer(theirs).inspect()).rejects.toThrow(/No such container/);
    await docker.getContainer(ours).remove();
  });
});
