import type { Probe, SandboxProvider } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { autoSandbox, sandboxNames, sandboxProvider } from "../src/index.ts";

function provider(kind: string, probe: Partial<Probe>): SandboxProvider {
  return {
    kind,
    probe: async () => ({ kind, ...probe }) as Probe,
    create: async () => await Promise.reject(new Error("nothing is created here")),
  };
}

const broken = provider("broken", { ok: false, reason: "there is no engine", fix: "install it" });
const bare = provider("bare", { ok: false, reason: "it has no python" });
const good = provider("good", { ok: true, version: "good 1.2", capabilities: [] });

test("auto takes the first that works, and says in one line why not the others", async () => {
  const chosen = await autoSandbox({ candidates: [broken, bare, good] });
  expect(chosen.provider).toBe(good);
  expect(chosen.line).toBe(
    "sandbox: good (good 1.2); passed over broken: there is no engine; to use it, install it; bare: it has no python",
  );
  expect((await autoSandbox({ candidates: [good, broken] })).line).toBe("sandbox: good (good 1.2)");
});

test("auto says what each lacks where none works", async () => {
  const choosing = autoSandbox({ candidates: [broken, bare] });
  await expect(choosing).rejects.toThrow(/broken: there is no engine.*bare: it has no python/u);
  await expect(choosing).rejects.toSatisfy(UsageError.isInstance);
});

test("auto hands on what is needed", async () => {
  const asked: unknown[] = [];
  const curious: SandboxProvider = {
    ...good,
    probe: async (requires) => {
      asked.push(requires);
      return await good.probe();
    },
  };
  await autoSandbox({ candidates: [curious], requires: ["python"] });
  expect(asked).toEqual([["python"]]);
});

test("some sandbox works on every machine", async () => {
  const { provider: chosen, line } = await autoSandbox();
  expect(sandboxNames).toContain(chosen.kind);
  expect(line).toContain(`sandbox: ${chosen.kind} (`);
  expect(line).not.toContain("\n");
  await chosen.dispose?.();
});

test("a backend is found by its name", async () => {
  expect((await sandboxProvider("virtual")).kind).toBe("virtual");
  expect((await sandboxProvider("bubblewrap")).kind).toBe("bubblewrap");
});

test("an unknown name is answered with those that exist", async () => {
  await expect(sandboxProvider("dcoker")).rejects.toThrow(
    /^There is no sandbox "dcoker"; there are auto, bubblewrap, .*virtual/u,
  );
  await expect(sandboxProvider("toString")).rejects.toSatisfy(UsageError.isInstance);
});
