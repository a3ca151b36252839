import { SandboxError } from "@agent-gym/core";
import { afterAll, describe, expect, test } from "vitest";

import { createDockerProvider } from "../../src/docker/index.ts";
import { docker, here, madeBy, running, why } from "./daemon.ts";

const provider = createDockerProvider({ ahead: 0 });

describe.skipIf(!here)(`a Docker sandbox${why}`, () => {
  afterAll(async () => await provider.dispose?.());

  test("a container that dies under a command is an error of that sandbox alone", async () => {
    await using other = await provider.create({});
    const before = await running();
    const sandbox = await provider.create({});
    const id = (await running()).find((one) => !before.includes(one)) ?? "";
    const dying = sandbox.exec("sleep 60").catch((caught: unknown) => caught);
    await new Promise((resolve) => void setTimeout(resolve, 300));
    await docker.getContainer(id).kill();
    const error = await dying;
    expect(SandboxError.isInstance(error) && error.code).toBe("died");
    await expect(sandbox.exec("true")).rejects.toThrow(/died/);
    await expect(sandbox.files.read("f")).rejects.toThrow(/died/);
    expect(await other.exec("echo fine")).toMatchObject({ status: "exited", stdout: "fine\n" });
    await sandbox[Symbol.asyncDispose]();
  });

  test("nothing is left of a sandbox that was disposed of", async () => {
    const before = await madeBy(process.pid);
    const places = await Promise.all([provider.create({}), provider.create({ readOnly: true })]);
    expect((await madeBy(process.pid)).length).toBeGreaterThanOrEqual(before.length + 3);
    await Promise.all(places.map(async (place) => await place[Symbol.asyncDispose]()));
    expect(await madeBy(process.pid)).toEqual(before);
  });

  test("what a command left running with its output open is ended at once", async () => {
    await using sandbox = await provider.create({});
    const result = await sandbox.exec("sleep 50 & setsid sleep 50 & echo started");
    expect(result).toMatchObject({ status: "exited", exitCode: 0, stdout: "started\n" });
    expect((await sandbox.exec("pgrep -c sleep")).stdout).toBe("0\n");
  });

  test("a command that kills what runs it leaves nothing running either", async () => {
    await using sandbox = await provider.create({});
    const kill = "sleep 50 & kill -9 $(ps -o ppid= -p $PPID)";
    expect(await sandbox.exec(kill)).toMatchObject({ status: "exited", exitCode: 137 });
    expect((await sandbox.exec("pgrep -c sleep")).stdout).toBe("0\n");
  });

  test("a command can't pass for a container that did not start it", async () => {
    await using sandbox = await provider.create({});
    const words = "OCI runtime exec failed: exec failed: unable to start container process";
    const result = await sandbox.exec(`echo '${words}'; exit 126`);
    expect(result).toMatchObject({ status: "exited", exitCode: 126, stdout: `${words}\n` });
  });

  test("what the agent made unreadable is collected with its modes, and they stay", async () => {
    await using sandbox = await provider.create({});
    const hide =
      "mkdir -p d/e; echo x > d/e/f; echo y > g; chmod 0 g d/e/f; chmod 100 d/e; chmod 0 d";
    await sandbox.exec(hide);
    for (const _ of [1, 2]) {
      const { files, skipped } = await sandbox.collect();
      expect(files).toEqual({
        d: { directory: true, mode: 0 },
        "d/e": { directory: true, mode: 0o100 },
        "d/e/f": { data: Buffer.from("x\n"), mode: 0 },
        g: { data: Buffer.from("y\n"), mode: 0 },
      });
      expect(skipped).toEqual([]);
    }
    expect((await sandbox.exec("stat -c %a d g; cat g")).stdout).toBe("0\n0\n");
  });

  test("a workspace that its owner has shut is collected too", async () => {
    await using sandbox = await provider.create({ files: { f: { data: "x" } } });
    await sandbox.exec("chmod 0 .");
    expect(await sandbox.exec("pwd")).toMatchObject({ status: "exited", exitCode: 1 });
    await sandbox.stop();
    expect(Object.keys((await sandbox.collect()).files)).toEqual(["f"]);
  });

  test("CPU time counts for all processes of a command together", async () => {
    await using sandbox = await provider.create({ limits: { cpuMs: 1000, wallMs: 30_000 } });
    const short = "timeout 0.3 bash -c 'while :; do :; done'";
    const result = await sandbox.exec(`while :; do ${short}; done`);
    expect(result).toMatchObject({ status: "timeout" });
    expect(result.detail).toContain("CPU time");
    expect(await sandbox.exec("echo fine")).toMatchObject({ stdout: "fine\n" });
  });

  test("files of a read-only workspace keep owner and modes, and the harness can add to them", async () => {
    const files = { "bin/run": { data: "#!/bin/sh\necho ran\n", mode: 0o700 } };
    await using sandbox = await provider.create({ files, readOnly: true });
    await sandbox.files.write("later", "more\n", { mode: 0o600 });
    const look =
      "bin/run; cat later; stat -c '%U %a' . bin bin/run later; rm -f later; echo x > bin/x";
    const result = await sandbox.exec(look);
    const modes = "agent 755\nagent 755\nagent 700\nagent 600\n";
    expect(result.stdout).toBe(`ran\nmore\n${modes}`);
    expect(Object.keys((await sandbox.collect()).files)).toEqual(["bin", "bin/run", "later"]);
  });

  test("Python keeps its variables while commands come and go", async () => {
    await using sandbox = await provider.create({ limits: { wallMs: 10_000 } });
    await using python = await sandbox.interpreter?.("python");
    await python?.run("x = 41");
    expect(await sandbox.exec("sleep 50 & echo y > f")).toMatchObject({ status: "exited" });
    expect(await sandbox.exec("sleep 50", { limits: { wallMs: 300 } })).toMatchObject({
      status: "timeout",
    });
    expect((await sandbox.exec("pgrep -c sleep")).stdout).toBe("0\n");
    expect(await python?.run("x += 1; (x, open('f').read())")).toMatchObject({
      status: "exited",
      value: "(42, 'y\\n')",
    });
  });

  test("a program beside the commands talks through its pipes, and ends when it is told to", async () => {
    await using sandbox = await provider.create({});
    const cat = await sandbox.spawn?.(["cat"]);
    const writer = cat?.stdin.getWriter();
    await writer?.write(Buffer.from("one\n"));
    const reader = cat?.stdout.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("one\n");
    await writer?.close();
    expect(await cat?.exited).toBe(0);
    const sleep = await sandbox.spawn?.(["sleep", "100"]);
    await sleep?.[Symbol.asyncDispose]();
    expect(await sleep?.exited).not.toBe(0);
    expect((await sandbox.exec("pgrep -c sleep")).stdout).toBe("0\n");
  });

  test("a flood as fast as it can be is cut, on both streams, and the next command runs", async () => {
    await using sandbox = await provider.create({ limits: { outputBytes: 1000 } });
    const flood = await sandbox.exec("yes >&2 & yes");
    expect(flood).toMatchObject({ status: "output-limit", exitCode: null });
    expect(Math.max(flood.stdout.length, flood.stderr.length)).toBe(1000);
    expect(await sandbox.exec("pgrep -c yes; echo fine")).toMatchObject({ stdout: "0\nfine\n" });
  });

  test("a program beside the commands whose output nobody reads does not hold them up", async () => {
    await using sandbox = await provider.create({ limits: { wallMs: 15_000 } });
    const many = await sandbox.spawn?.(["sh", "-c", "yes | head -c 5000000"]);
    const endless = await sandbox.spawn?.(["yes"]);
    expect(await sandbox.exec("sleep 0.5; echo fine")).toMatchObject({ stdout: "fine\n" });
    let size = 0;
    for await (const chunk of many?.stdout ?? []) size += chunk.byteLength;
    expect([size, await many?.exited]).toEqual([5_000_000, 0]);
    await endless?.[Symbol.asyncDispose]();
    expect(await sandbox.exec("pgrep -c yes")).toMatchObject({ stdout: "0\n" });
  });
});
