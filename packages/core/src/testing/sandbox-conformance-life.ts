import { check, same } from "./check.ts";
import type { SandboxCase } from "./sandbox-conformance-case.ts";
import { describe, exited, rejects } from "./sandbox-conformance-case.ts";

/** How sandboxes are made, limited, stopped and disposed of. */
export const lifeCases: readonly SandboxCase[] = [
  {
    name: "the probe says what the backend is",
    run: async ({ provider, sandbox }) => {
      const probe = await provider.probe();
      check(probe.ok, "the probe failed");
      same(probe.kind, provider.kind, "the probe's kind");
      check(probe.version !== "", "the probe names no version");
      const place = await sandbox();
      same(place.kind, provider.kind, "the sandbox's kind");
      same([...place.capabilities], [...probe.capabilities], "its capabilities");
      check(place.workdir.startsWith("/"), `the workspace ${place.workdir} is no absolute path`);
    },
  },
  {
    name: "what it can't do it refuses, before anything starts",
    run: async ({ provider }) => {
      const requires = ["gym-no-such-capability"];
      const probe = await provider.probe(requires);
      check(!probe.ok && probe.reason !== "", "the probe allows a capability that nobody has");
      await rejects(provider.create({ requires }), ["unavailable", "refused"], "such a sandbox");
      for (const wallMs of [0, -1, 0.5, Number.NaN, Infinity]) {
        await rejects(
          provider.create({ limits: { wallMs } }),
          ["limit"],
          `wallMs ${String(wallMs)}`,
        );
      }
    },
  },
  {
    name: "a creation that is called off rejects",
    run: async ({ provider }) => {
      const signal = AbortSignal.abort(new Error("called off"));
      let made: unknown;
      try {
        made = await provider.create({}, signal);
      } catch {
        return;
      }
      throw new Error(`expected a rejection, got ${typeof made}`);
    },
  },
  {
    name: "a command that runs too long is ended, and the next one runs",
    run: async ({ sandbox }) => {
      const place = await sandbox({ limits: { wallMs: 1500 } });
      exited(await place.exec("echo kept > f"));
      const late = await place.exec("echo begun; sleep 60; echo over");
      same(late.status, "timeout", `the status of ${describe(late)}`);
      same(late.exitCode, null, "its exit code");
      check(late.milliseconds >= 1000, `it was ended after ${String(late.milliseconds)} ms`);
      exited(await place.exec("cat f"), { stdout: "kept\n" });
    },
  },
  {
    name: "a command's own limits tighten the sandbox's, and never loosen them",
    run: async ({ sandbox }) => {
      const place = await sandbox({ limits: { wallMs: 1500, outputBytes: 1000 } });
      const tight = await place.exec("sleep 60", { limits: { wallMs: 300 } });
      same(tight.status, "timeout", "a tighter limit");
      check(tight.milliseconds < 1400, `it took ${String(tight.milliseconds)} ms`);
      same(
        (await place.exec("sleep 60", { limits: { wallMs: 60_000 } })).status,
        "timeout",
        "a looser one",
      );
      const much = await place.exec("printf %2000s x", { limits: { outputBytes: 1_000_000 } });
      same(much.status, "output-limit", "a looser output limit");
    },
  },
  {
    name: "a command that is called off is ended, and the next one runs",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const running = new AbortController();
      const timer = setTimeout(() => running.abort(), 300);
      const result = await place.exec("echo begun > f; sleep 60", { signal: running.signal });
      clearTimeout(timer);
      same(result.status, "aborted", `the status of ${describe(result)}`);
      const never = await place.exec("echo ran > g", { signal: AbortSignal.abort() });
      same(never.status, "aborted", "one that was called off before");
      exited(await place.exec("ls g 2>/dev/null; echo alive"), { stdout: "alive\n" });
    },
  },
  {
    name: "output is cut at its cap, and the command ended",
    run: async ({ sandbox }) => {
      const place = await sandbox({ limits: { outputBytes: 1000, wallMs: 20_000 } });
      for (const [stream, command] of [
        ["stdout", "printf %5000s x"],
        ["stderr", "printf %5000s x >&2"],
      ] as const) {
        const result = await place.exec(command);
        same(result.status, "output-limit", `the status of ${describe(result)}`);
        const length = new TextEncoder().encode(result[stream]).byteLength;
        check(length <= 1000 && length > 900, `${String(length)} bytes of ${stream} were kept`);
      }
      const exact = await place.exec("printf %1000s x; printf %1000s y >&2");
      same(
        [exact.status, exact.stdout.length, exact.stderr.length],
        ["exited", 1000, 1000],
        "the cap itself",
      );
      const wide = await place.exec("for i in $(seq 400); do printf 中文; done");
      same(
        [wide.status, wide.stdout],
        ["output-limit", `${"中文".repeat(166)}中`],
        "whole characters",
      );
    },
  },
  {
    name: "stop ends what runs, for good; files stay",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      exited(await place.exec("echo first > f"));
      const running = place.exec("sleep 60; echo late >> f");
      await new Promise((resolve) => void setTimeout(resolve, 200));
      await place.stop();
      same((await running).status, "killed", "the running command");
      await rejects(place.exec("echo more >> f"), ["refused"], "a command after stop");
      same(new TextDecoder().decode(await place.files.read("f")), "first\n", "the file");
      same(Object.keys((await place.collect()).files), ["f"], "the collection");
      await place.stop();
    },
  },
  {
    name: "disposing ends everything, and may be done twice",
    run: async ({ sandbox }) => {
      const place = await sandbox();
      const running = place.exec("sleep 60");
      await new Promise((resolve) => void setTimeout(resolve, 200));
      await place[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
      const { status } = await running;
      check(status !== "exited" && status !== "timeout", `the running command: ${status}`);
      await rejects(place.exec("true"), ["disposed"], "exec");
      await rejects(place.files.read("f"), ["disposed"], "files.read");
      await rejects(place.files.write("f", ""), ["disposed"], "files.write");
      await rejects(place.files.writeAll({}), ["disposed"], "files.writeAll");
      await rejects(place.files.list("."), ["disposed"], "files.list");
      await rejects(place.collect(), ["disposed"], "collect");
      await rejects(place.stop(), ["disposed"], "stop");
    },
  },
  {
    name: "two sandboxes share nothing",
    run: async ({ sandbox }) => {
      const [one, two] = await Promise.all([sandbox({ env: { WHO: "one" } }), sandbox()]);
      check(one.id !== two.id, "two sandboxes have one id");
      exited(await one.exec("echo mine > f; echo mine > /tmp/f; echo mine > ~/.f"));
      exited(await two.exec('cat f /tmp/f ~/.f 2>/dev/null; echo "[$WHO]"; ls -A; ls -A /tmp'), {
        stdout: "[]\n",
      });
    },
  },
  {
    name: "many sandboxes work at once",
    run: async ({ sandbox }) => {
      const places = await Promise.all(Array.from({ length: 6 }, async () => await sandbox()));
      const outputs = await Promise.all(
        places.map(async (place, index) => {
          exited(await place.exec(`echo ${String(index)} > f; sleep 0.1`));
          return (await place.exec("cat f")).stdout.trim();
        }),
      );
      same(outputs, ["0", "1", "2", "3", "4", "5"], "what each says");
    },
  },
];
