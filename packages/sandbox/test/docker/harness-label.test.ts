import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, test } from "vitest";

import { harnessLabel, harnessLabels, isHarnessGone } from "../../src/docker/harness-label.ts";

async function label(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const own = (await harnessLabels())[harnessLabel] ?? "";
  return JSON.stringify({ ...(JSON.parse(own) as object), ...changes });
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

test("a harness that runs is not gone, one that has ended is", async () => {
  expect(await isHarnessGone(await label(), { local: true })).toBe(false);
  expect(await isHarnessGone(await label({ pid: await deadPid() }), { local: true })).toBe(true);
});

test.skipIf(process.platform !== "linux")(
  "another process that was given the number is not the harness",
  async () => {
    expect(await isHarnessGone(await label({ start: "1" }), { local: true })).toBe(true);
  },
);

test.skipIf(process.platform !== "linux")(
  "what can't be looked up from here is left alone",
  async () => {
    const gone = { pid: await deadPid() };
    const elsewhere = await label({ ...gone, namespace: "pid:[1]" });
    expect(await isHarnessGone(elsewhere, { local: true })).toBe(false);
    const otherBoot = await label({ ...gone, boot: "another" });
    expect(await isHarnessGone(otherBoot, { local: false })).toBe(false);
    expect(await isHarnessGone(otherBoot, { local: true })).toBe(true);
  },
);

test("a label that nobody can read tells nothing", async () => {
  for (const rubbish of ["", "1", "{}", "null", '{"pid":"x"}']) {
    expect(await isHarnessGone(rubbish, { local: true })).toBe(false);
  }
});
