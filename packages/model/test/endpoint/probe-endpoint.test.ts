import { describe, expect, test } from "vitest";

import { probeEndpoint } from "../../src/index.ts";
import { startScriptedServer } from "../../src/testing/index.ts";
import { startRawServer } from "../raw-server.ts";

const silent = { reply: () => ({ text: "" }) };

describe("a look at an endpoint", () => {
  test("finds one that is ready, and its models", async () => {
    await using server = await startScriptedServer({ ...silent, models: ["a", "b"] });
    expect(await probeEndpoint(server.url)).toEqual({
      status: "ready",
      models: ["a", "b"],
      line: `${server.url} answers; models: a, b.`,
    });
  });

  test("finds one that wants a key, or another one", async () => {
    await using server = await startScriptedServer({ ...silent, key: "sk-right-0123456789" });
    const without = await probeEndpoint(server.url);
    expect(without).toMatchObject({ status: "needs-key" });
    expect(without.line).toContain("none was given");
    const wrong = await probeEndpoint(server.url, { key: "sk-wrong-0123456789" });
    expect(wrong.line).toContain("the key was refused");
    const right = await probeEndpoint(server.url, { key: "sk-right-0123456789" });
    expect(right.status).toBe("ready");
  });

  test("finds that there is no such path", async () => {
    await using server = await startScriptedServer(silent);
    const found = await probeEndpoint(server.url.replace("/v1", "/api"));
    expect(found.status).toBe("no-such-path");
    expect(found.line).toContain("/api/v1");
  });

  test("finds that nobody listens", async () => {
    const server = await startScriptedServer(silent);
    await server.close();
    const found = await probeEndpoint(server.url);
    expect(found.status).toBe("unreachable");
    expect(found.line).toContain("refuses the connection");
  });

  test("finds a server that stays silent, in the time that it is given", async () => {
    await using server = await startRawServer();
    const found = await probeEndpoint(`http://127.0.0.1:${server.port}`, { timeoutMs: 100 });
    expect(found).toMatchObject({ status: "unreachable", models: [] });
    expect(found.line).toContain("no answer within 0.1 s");
  });

  test("rejects with the signal's reason", async () => {
    await using server = await startRawServer();
    const controller = new AbortController();
    const probe = probeEndpoint(`http://127.0.0.1:${server.port}`, {
      signal: controller.signal,
    });
    controller.abort(new Error("enough"));
    await expect(probe).rejects.toThrow("enough");
  });
});
