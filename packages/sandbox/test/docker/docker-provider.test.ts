import { SandboxError } from "@agent-gym/core";
import { afterAll, describe, expect, test } from "vitest";

import { connectionProblem } from "../../src/docker/docker-errors.ts";
import { createDockerProvider } from "../../src/docker/index.ts";
import { docker, here, imageWith, why } from "./daemon.ts";

test("where no daemon answers, the probe says so and what to do", async () => {
  const provider = createDockerProvider({ host: "unix:///no/such/docker.sock" });
  const probe = await provider.probe();
  expect(probe).toMatchObject({ ok: false, kind: "docker" });
  expect(JSON.stringify(probe)).toContain(
    "no Docker daemon answers at unix:///no/such/docker.sock",
  );
  expect(JSON.stringify(probe)).toContain("DOCKER_HOST");
  await expect(provider.create({})).rejects.toThrow(/No Docker sandbox: no Docker daemon/);
  await provider.dispose?.();
});

test("a socket that the user may not use is told from a daemon that is not there", () => {
  const denied = Object.assign(new Error("connect EACCES"), { code: "EACCES" });
  const problem = connectionProblem(denied, "unix:///var/run/docker.sock");
  expect(problem?.reason).toContain("may not use the Docker daemon");
  expect(problem?.fix).toContain("group docker");
});

test("limits below what a container can do are refused", async () => {
  const provider = createDockerProvider({ host: "unix:///no/such/docker.sock" });
  for (const limits of [{ memoryBytes: 1024 }, { processes: 1 }, { diskBytes: 1 }]) {
    const error: unknown = await provider.create({ limits }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "limit" });
  }
});

describe.skipIf(!here)(`images of Docker sandboxes${why}`, () => {
  const made = ["agent-gym-test-no-python", "agent-gym-test-no-bash", "agent-gym-test-volume"];
  afterAll(async () => {
    for (const name of made) {
      await docker
        .getImage(name)
        .remove({ force: true })
        .catch(() => undefined);
    }
  });

  test("an image that is not there is not pulled: the probe says how to get it", async () => {
    const own = await createDockerProvider({ image: "agent-gym-no-such-image" }).probe();
    expect(own).toMatchObject({ ok: false, reason: "there is no image agent-gym-no-such-image" });
    expect(JSON.stringify(own)).toContain("docker pull agent-gym-no-such-image");
  });

  test("the version names the image by its digest", async () => {
    const probe = await createDockerProvider().probe();
    const { Id } = await docker.getImage("agent-gym-sandbox").inspect();
    expect(probe.ok && probe.version).toContain(Id);
  });

  test("an image without Python works for what needs none, and says so otherwise", async () => {
    await imageWith("agent-gym-test-no-python", "rm -f /usr/bin/python3*");
    const provider = createDockerProvider({ image: "agent-gym-test-no-python" });
    expect(await provider.probe()).toMatchObject({
      ok: true,
      capabilities: ["real-shell", "spawn"],
    });
    const probe = await provider.probe(["python"]);
    expect(probe).toMatchObject({ ok: false, reason: "it has no python" });
    expect(JSON.stringify(probe)).toContain("python3");
    await provider.dispose?.();
  });

  test("an image without bash, or with too little of a system, is named with what it lacks", async () => {
    await imageWith("agent-gym-test-no-bash", "rm -f /usr/bin/bash");
    const probe = await createDockerProvider({ image: "agent-gym-test-no-bash" }).probe();
    expect(probe).toMatchObject({
      ok: false,
      reason: "the image agent-gym-test-no-bash has no bash that runs",
    });
    await imageWith("agent-gym-test-no-bash", "rm -f /usr/bin/timeout /usr/bin/find");
    const bare = await createDockerProvider({ image: "agent-gym-test-no-bash" }).probe();
    expect(bare).toMatchObject({ ok: false });
    expect(JSON.stringify(bare)).toContain("has no coreutils, find");
  });

  test("an image with volumes of its own is refused: their size has no limit", async () => {
    const container = await docker.createContainer({ Image: "agent-gym-sandbox" });
    await container.commit({ repo: "agent-gym-test-volume", changes: "VOLUME /data" });
    await container.remove();
    const probe = await createDockerProvider({ image: "agent-gym-test-volume" }).probe();
    expect(probe).toMatchObject({ ok: false });
    expect(JSON.stringify(probe)).toContain("declares volumes (/data)");
  });

  test("an error of a creation that can't be is a sandbox error", async () => {
    const provider = createDockerProvider({ image: "agent-gym-no-such-image" });
    const error: unknown = await provider.create({}).catch((caught: unknown) => caught);
    expect(SandboxError.isInstance(error) && error.code).toBe("unavailable");
  });
});
