import { expect, test } from "vitest";

import {
  type Interpreter,
  type Sandbox,
  type SandboxProcess,
  wrapSandbox,
} from "../../src/index.ts";
import { fakeSandboxes } from "../../src/testing/index.ts";

test("a wrapped sandbox does what the sandbox does, and is disposed of as it is told", async () => {
  const provider = fakeSandboxes(() => ({ stdout: "hello" }));
  const inner = await provider.create({ files: { "a.txt": { data: "content" } } });
  let disposed = 0;
  const outer = wrapSandbox(inner, async () => {
    disposed += 1;
  });
  expect(outer).toMatchObject({ id: inner.id, kind: "fake", workdir: "/work", capabilities: [] });
  expect(await outer.exec("echo hello")).toMatchObject({ stdout: "hello" });
  expect(await outer.files.list(".")).toEqual(["a.txt"]);
  expect((await outer.collect()).files).toHaveProperty(["a.txt"]);
  await outer.stop();
  expect(outer.spawn).toBe(undefined);
  expect(outer.interpreter).toBe(undefined);
  await outer[Symbol.asyncDispose]();
  expect(disposed).toBe(1);
  expect(provider.open.size).toBe(1);
});

test("optional methods are the sandbox's own", async () => {
  class Whole {
    readonly #name = "whole";
    readonly spawn = undefined;

    async interpreter(): Promise<Interpreter> {
      throw new Error(`interpreter of ${this.#name}`);
    }
  }
  class Spawning {
    readonly #name = "spawning";

    async spawn(): Promise<SandboxProcess> {
      throw new Error(`process of ${this.#name}`);
    }
  }
  const wrap = (sandbox: object): Sandbox => wrapSandbox(sandbox as Sandbox, async () => {});
  await expect(wrap(new Whole()).interpreter?.("python")).rejects.toThrow("interpreter of whole");
  await expect(wrap(new Spawning()).spawn?.([])).rejects.toThrow("process of spawning");
});
