import { setImmediate as turn } from "node:timers/promises";

import { SandboxError, type Sandbox } from "@agent-gym/core";
import { fakeSandboxes } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { boundSandboxes } from "../../src/concurrency/bound-sandboxes.ts";

const never = new AbortController().signal;

/** Whether a promise is still waiting after everything else has had its turn. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  await turn();
  return (await Promise.race([promise.catch(() => {}), turn(pending)])) === pending;
}

describe("places for sandboxes", () => {
  test("are taken by episodes, so many at a time, first come first served", async () => {
    const bound = boundSandboxes(fakeSandboxes(), 2);
    const first = await bound.open(never);
    await bound.open(never);
    const third = bound.open(never);
    const fourth = bound.open(never);
    expect(await isWaiting(third)).toBe(true);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(await isWaiting(third)).toBe(false);
    expect(await isWaiting(fourth)).toBe(true);
  });

  test("are kept for the sandboxes that follow in the same episode", async () => {
    const inner = fakeSandboxes();
    const bound = boundSandboxes(inner, 1);
    const { provider, ...episode } = await bound.open(never);
    const next = bound.open(never);
    for (let nth = 0; nth < 3; nth += 1) {
      const sandbox = await provider.create({});
      await sandbox[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
    }
    expect(inner.created).toBe(3);
    expect(await isWaiting(next)).toBe(true);
    episode[Symbol.dispose]();
    await next;
  });

  test("are taken a second time for a second sandbox, before new episodes get theirs", async () => {
    const bound = boundSandboxes(fakeSandboxes(), 2);
    const one = await bound.open(never);
    const two = await bound.open(never);
    const three = bound.open(never);
    await one.provider.create({});
    const second = one.provider.create({});
    expect(await isWaiting(second)).toBe(true);
    two[Symbol.dispose]();
    await (await second)[Symbol.asyncDispose]();
    expect(await isWaiting(three)).toBe(false);
  });

  test("come back when a sandbox does not start", async () => {
    const inner = fakeSandboxes();
    let broken = true;
    const bound = boundSandboxes(
      {
        ...inner,
        create: async (...spec): Promise<Sandbox> => {
          if (broken) throw new SandboxError({ code: "unavailable", message: "Too busy." });
          return inner.create(...spec);
        },
      },
      1,
    );
    const { provider } = await bound.open(never);
    await expect(provider.create({})).rejects.toThrow("Too busy");
    broken = false;
    await provider.create({});
  });

  test("are not waited for by episodes that all wait for each other", async () => {
    const bound = boundSandboxes(fakeSandboxes(), 2);
    const one = await bound.open(never);
    const two = await bound.open(never);
    await one.provider.create({});
    await two.provider.create({});
    const first = one.provider.create({});
    expect(await isWaiting(first)).toBe(true);
    await expect(two.provider.create({})).rejects.toMatchObject({
      code: "limit",
      message: expect.stringContaining("Every one of the 2 sandboxes"),
    });
    two[Symbol.dispose]();
    await first;
  });

  test("go to nobody who has given up, or is over", async () => {
    const bound = boundSandboxes(fakeSandboxes(), 1);
    const one = await bound.open(never);
    const controller = new AbortController();
    const two = bound.open(controller.signal);
    controller.abort(new Error("gave up"));
    await expect(two).rejects.toThrow("gave up");
    await expect(bound.open(controller.signal)).rejects.toThrow("gave up");
    one[Symbol.dispose]();
    await expect(one.provider.create({})).rejects.toMatchObject({ code: "disposed" });
    const three = await bound.open(never);
    await three.provider.create({});
  });

  test("of a sandbox that outlives its episode are given back once", async () => {
    const bound = boundSandboxes(fakeSandboxes(), 1);
    const one = await bound.open(never);
    const late = await one.provider.create({});
    one[Symbol.dispose]();
    const two = await bound.open(never);
    await late[Symbol.asyncDispose]();
    expect(await isWaiting(bound.open(never))).toBe(true);
    two[Symbol.dispose]();
  });
});
