import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import {
  callAction,
  contentText,
  createTasks,
  type EnvironmentDefinition,
  type Episode,
  type EpisodeOutcome,
  openSession,
  type SandboxProvider,
  textAction,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { sandboxProvider } from "@agent-gym/sandbox";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { environment } from "../examples/notes-environment.ts";
import type { McpServer as ServerPlace } from "../src/index.ts";
import { toolAliases } from "../src/tool-aliases.ts";
import { notesEnvironment, sandboxedNotes, trustedNotes } from "./notes-environment.ts";

interface Played extends EpisodeOutcome {
  readonly events: readonly TrajectoryEvent[];
}

async function play(
  definition: EnvironmentDefinition,
  own: (episode: Episode) => Promise<unknown>,
  sandboxes?: SandboxProvider,
): Promise<Played> {
  const events: TrajectoryEvent[] = [];
  const [task] = await createTasks([{ id: "milk", note: "buy milk" }]);
  if (task === undefined) throw new Error("There is no task.");
  await using session = await openSession({
    definition,
    task,
    emit: (event) => void events.push(event),
    ...(sandboxes === undefined ? {} : { sandboxes }),
  });
  if (session.episode !== undefined) await own(session.episode).catch(session.fail);
  return { ...(await session.finish()), events };
}

/** Calls one tool, and returns what it said. */
async function call(episode: Episode, name: string, args = {}): Promise<string> {
  const { observation } = await episode.step(callAction({ name, arguments: args }));
  return contentText(observation.results?.[0]?.content ?? "");
}

const bubblewrap = await sandboxProvider("bubblewrap");
const probe = await bubblewrap.probe(["spawn", "python"]);
const places: readonly {
  readonly place: string;
  readonly server: ServerPlace;
  readonly sandboxes?: SandboxProvider;
  readonly boundary: string;
  readonly why?: string;
}[] = [
  { place: "trusted", server: trustedNotes, boundary: "environment" },
  {
    place: "in bubblewrap",
    server: sandboxedNotes,
    sandboxes: bubblewrap,
    boundary: "sandbox",
    ...(probe.ok ? {} : { why: probe.reason }),
  },
];

describe.for(places)("an MCP server, $place", ({ server, sandboxes, boundary, why }) => {
  test("is an environment: its tools, their results, a reward by what is left", async (context) => {
    context.skip(why !== undefined, why);
    const played = await play(
      notesEnvironment(server),
      async (episode) => {
        expect(episode.start.tools.map(({ name }) => name)).toContain("add_note");
        expect(episode.start.tools.map(({ name }) => name)).toContain("state_tool");
        expect(await call(episode, "add_note", { text: "buy milk" })).toBe("Kept.");
        expect(await call(episode, "state_tool")).toBe('["buy milk"]');
        expect(await call(episode, "fail")).toBe("It failed.");
        await episode.step(textAction("Kept."));
      },
      sandboxes,
    );
    expect(played).toMatchObject({ ending: { status: "completed" }, verdict: { reward: 1 } });
    expect(played.leaked).toEqual([]);
    const evidence = played.events.find(({ type }) => type === "evidence");
    expect(evidence).toMatchObject({
      data: {
        calls: [
          { name: "add-note", arguments: { text: "buy milk" }, isError: false },
          { name: "state" },
          { name: "fail", text: "It failed.", isError: true },
        ],
        state: ["buy milk"],
      },
    });
    // What the server logs to stdout breaks nothing, and is not lost.
    expect(played.events).toContainEqual(
      expect.objectContaining({ kind: "mcp-noise", data: { line: "about to answer" } }),
    );
  });

  test("starts anew in each episode, with the given environment alone", async (context) => {
    context.skip(why !== undefined, why);
    const idle = await play(
      notesEnvironment(server),
      async (episode) => {
        const env = JSON.parse(await call(episode, "env")) as Record<string, string>;
        expect(env["GREETING"]).toBe("hello");
        expect(env).not.toHaveProperty("VITEST");
      },
      sandboxes,
    );
    expect(idle.verdict.reward).toBe(0);
  });

  test("that dies ends its episode as an error of its own, not the agent's", async (context) => {
    context.skip(why !== undefined, why);
    const { ending } = await play(
      notesEnvironment(server),
      (episode) => call(episode, "die"),
      sandboxes,
    );
    expect(ending).toMatchObject({ status: "error", boundary });
  });

  test("that hangs is given up at its deadline, and the agent is told", async (context) => {
    context.skip(why !== undefined, why);
    await play(
      notesEnvironment(server, 300),
      async (episode) => {
        expect(await call(episode, "hang")).toContain("longer than 300 ms");
      },
      sandboxes,
    );
  });
});

test("a server that is not there ends the episode in one line", async () => {
  const { ending } = await play(
    notesEnvironment({ trusted: true, command: "no-such-server" }),
    async () => {},
  );
  expect(ending).toMatchObject({
    status: "error",
    boundary: "environment",
    message: expect.stringContaining("Can't start the MCP server no-such-server"),
  });
});

test("a program that the sandbox does not have ends the episode as the sandbox's error", async (context) => {
  context.skip(!probe.ok, probe.ok ? undefined : probe.reason);
  const { ending, leaked } = await play(
    notesEnvironment({ command: "no-such-server" }),
    async () => {},
    bubblewrap,
  );
  expect(ending).toMatchObject({ status: "error", boundary: "sandbox" });
  expect(leaked).toEqual([]);
});

test("what a trusted server has started ends with the episode", async () => {
  let child = 0;
  await play(notesEnvironment(trustedNotes), async (episode) => {
    child = Number(await call(episode, "child"));
    expect(() => process.kill(child, 0)).not.toThrow();
  });
  await expect.poll(() => isRunning(child)).toBe(false);
});

/** What has ended and is still waited for by its parent does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("a server over streamable HTTP", () => {
  async function startServer(): Promise<AsyncDisposable & { readonly url: string }> {
    const notes: string[] = [];
    const handler = createMcpHandler(() => {
      const server = new McpServer({ name: "notes", version: "1" });
      const inputSchema = z.object({ text: z.string() });
      server.registerTool("add-note", { description: "Keeps a note.", inputSchema }, ({ text }) => {
        notes.push(text);
        return { content: [{ type: "text", text: "Kept." }] };
      });
      server.registerTool("state", { description: "All notes." }, () => ({
        content: [{ type: "text", text: JSON.stringify(notes) }],
      }));
      return server;
    });
    const http = createServer((incoming, outgoing) => {
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of incoming) parts.push(part as Buffer);
        const { method = "GET", headers, url = "/" } = incoming;
        const response = await handler.fetch(
          new Request(`http://127.0.0.1${url}`, {
            method,
            headers: headers as Record<string, string>,
            ...(method === "POST" ? { body: Buffer.concat(parts) } : {}),
          }),
        );
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        for await (const part of response.body ?? []) outgoing.write(part);
        outgoing.end();
      })();
    });
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/mcp`,
      [Symbol.asyncDispose]: async () => {
        http.close();
        http.closeAllConnections();
      },
    };
  }

  test("plays as one over stdio", async () => {
    await using server = await startServer();
    const { ending, verdict } = await play(notesEnvironment(server), async (episode) => {
      expect(await call(episode, "add_note", { text: "buy milk" })).toBe("Kept.");
      await episode.step(textAction("Kept."));
    });
    expect({ ending, verdict }).toMatchObject({
      ending: { status: "completed" },
      verdict: { reward: 1 },
    });
  });

  test("that goes away ends the episode as the environment's error", async () => {
    const server = await startServer();
    const { ending } = await play(notesEnvironment({ url: server.url }), async (episode) => {
      await server[Symbol.asyncDispose]();
      await call(episode, "state_tool");
    });
    expect(ending).toMatchObject({ status: "error", boundary: "environment", code: "server-died" });
  });
});

describe("the README's example", () => {
  test("stands there as it is", () => {
    const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
    expect(read("README.md")).toContain(`\`\`\`ts\n${read("examples/notes-environment.ts")}\`\`\``);
  });

  test("can be played", async (context) => {
    context.skip(!probe.ok, probe.ok ? undefined : probe.reason);
    const { verdict } = await play(
      environment,
      async (episode) => {
        expect(episode.start.tools.map(({ name }) => name)).not.toContain("state_tool");
        await call(episode, "add_note", { text: "buy milk" });
        await episode.step(textAction("Kept."));
      },
      bubblewrap,
    );
    expect(verdict.reward).toBe(1);
  });
});

test("names that trainers or dialects would refuse get an alias; good ones stay", () => {
  expect([...toolAliases(["reset", "a.b", "a_b", "7up", "fine", "a-b"])]).toEqual([
    ["a_b", "a_b"],
    ["fine", "fine"],
    ["reset_tool", "reset"],
    ["a_b_2", "a.b"],
    ["tool_7up", "7up"],
    ["a_b_3", "a-b"],
  ]);
});
