import type { ExecResult, Sandbox } from "../sandbox/sandbox.ts";
import { check, same } from "./check.ts";
import type { SandboxCase, SandboxTrial } from "./sandbox-conformance-case.ts";
import { describe, exited, rejects } from "./sandbox-conformance-case.ts";

const mebibyte = 1024 * 1024;

/** It was ended, or failed by itself, and the sandbox goes on. */
async function survives(place: Sandbox, result: ExecResult): Promise<void> {
  const failed =
    result.status !== "sandbox-error" && (result.status !== "exited" || result.exitCode !== 0);
  check(failed, `expected a command that fails, got ${describe(result)}`);
  await goesOn(place);
}

async function goesOn(place: Sandbox): Promise<void> {
  exited(await place.exec("cat before; echo alive"), { stdout: "before\nalive\n" });
}

async function prepared(
  { sandbox }: SandboxTrial,
  limits: NonNullable<Parameters<SandboxTrial["sandbox"]>[0]>["limits"] = {},
): Promise<Sandbox> {
  return await sandbox({
    files: { before: { data: "before\n" } },
    limits: { wallMs: 2000, ...limits },
  });
}

/** Attacks that use up what a sandbox, or the machine, has. */
export const exhaustionCases: readonly SandboxCase[] = [
  {
    name: "attack 1: endless loops",
    run: async (trial) => {
      const place = await prepared(trial);
      const loop = await place.exec("while :; do :; done");
      same(loop.status, "timeout", `the status of ${describe(loop)}`);
      await goesOn(place);
      const busy = await prepared(trial, { cpuMs: 1000, wallMs: 60_000 });
      same(
        (await busy.exec("while :; do :; done")).status,
        "timeout",
        "more CPU time than allowed",
      );
      await goesOn(busy);
      if (!trial.capabilities.includes("python")) return;
      same(
        (await place.exec("python3 -c 'while True: pass'")).status,
        "timeout",
        "a loop in Python",
      );
      await goesOn(place);
    },
  },
  {
    name: "attack 2: what ignores signals and exceptions",
    run: async (trial) => {
      const place = await prepared(trial);
      const trap = "trap '' TERM INT HUP; while :; do sleep 0.1; done";
      same((await place.exec(trap)).status, "timeout", "a trap");
      await goesOn(place);
      if (!trial.capabilities.includes("python")) return;
      await place.files.write(
        "deaf.py",
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass\n",
      );
      same((await place.exec("python3 deaf.py")).status, "timeout", "an except for everything");
      same((await place.exec("python3 -c 'sum(range(10**12))'")).status, "timeout", "a loop in C");
      await goesOn(place);
    },
  },
  {
    name: "attack 3: a fork bomb",
    run: async (trial) => {
      const place = await prepared(trial, { processes: 32 });
      const bomb = await place.exec("bomb() { bomb | bomb & }; bomb; sleep 60");
      check(bomb.status !== "sandbox-error", `got ${describe(bomb)}`);
      await goesOn(place);
    },
  },
  {
    name: "attack 4: more memory than there is, in one process or in many",
    run: async (trial) => {
      const place = await prepared(trial, { memoryBytes: 96 * mebibyte, wallMs: 20_000 });
      const one = "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x$x$x; done";
      await survives(place, await place.exec(one));
      if (!trial.capabilities.includes("python")) return;
      await survives(place, await place.exec("python3 -c 'x = bytearray(2 * 10**9)'"));
      const hidden =
        "import os\nkept = []\nfor n in range(100):\n    kept.append(os.memfd_create(str(n)))\n    os.write(kept[-1], bytes(8 * 2**20))\n";
      await survives(place, await place.exec(["python3", "-c", hidden]));
      if (!trial.capabilities.includes("real-shell")) return;
      const part = "python3 -c 'import time; x = bytearray(40 * 10**6); time.sleep(30)'";
      const many = await place.exec(`for i in 1 2 3 4 5; do ${part} & done; wait`);
      same(many.status, "oom", `the status of ${describe(many)}`);
      await goesOn(place);
    },
  },
  {
    name: "attack 5: a flood of output",
    run: async (trial) => {
      const place = await prepared(trial, { outputBytes: 10_000, wallMs: 5000 });
      const flood = await place.exec(
        "while :; do echo 0123456789012345678901234567890123456789; done",
      );
      check(["output-limit", "timeout"].includes(flood.status), `got ${describe(flood)}`);
      check(flood.stdout.length <= 10_000, `${String(flood.stdout.length)} characters were kept`);
      same(
        (await place.exec("yes | head -n 100000 >&2")).status,
        "output-limit",
        "a flood of stderr",
      );
      await goesOn(place);
    },
  },
  {
    name: "attack 6: a full disk, a huge file, countless files",
    run: async (trial) => {
      const limits = { diskBytes: 4 * mebibyte, fileBytes: mebibyte, wallMs: 20_000 };
      const place = await prepared(trial, limits);
      const large = await place.exec(
        "head -c 3000000 /dev/zero > large || printf %3000000s x > large",
      );
      check(large.exitCode !== 0, `a file over its limit: ${describe(large)}`);
      check(
        (await place.exec("[ $(wc -c < large) -le 1048576 ]")).exitCode === 0,
        "it is larger than allowed",
      );
      const fill = "for i in 1 2 3 4 5 6 7 8; do printf %900000s x > part$i || exit 1; done";
      check((await place.exec(fill)).exitCode !== 0, "the disk took more than it has");
      const again = "for i in 1 2 3 4 5 6 7 8; do printf %900000s x > /tmp/part$i || exit 1; done";
      check((await place.exec(again)).exitCode !== 0, "/tmp took more than there is");
      exited(await place.exec("rm -f large part* /tmp/part*"));
      await rejects(
        place.files.write("w", new Uint8Array(2 * mebibyte)),
        ["refused"],
        "a large file",
      );
      await rejects(
        trial.provider.create({ limits, files: { f: { data: new Uint8Array(5 * mebibyte) } } }),
        ["limit", "refused"],
        "a start with too much",
      );
      const countless = "i=0; while [ $i -lt 5000 ]; do : > /tmp/n$i || exit 1; i=$((i + 1)); done";
      const counted = await place.exec(countless);
      check(counted.status !== "exited" || counted.exitCode !== 0, "countless files were made");
      exited(await place.exec("rm -rf /tmp/n*; ls"), { stdout: "before\n" });
      await goesOn(place);
    },
  },
  {
    name: "attack 7: globs and patterns that take for ever",
    run: async (trial) => {
      const place = await prepared(trial);
      const name = "a".repeat(60);
      await place.exec(`touch ${name}`);
      const commands = [
        "ls *a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
        `[[ ${name} == *a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b ]]`,
        `echo ${name} | grep -E '^(a+)+$b'`,
        `echo ${name} | sed -E 's/^(a|a)*b//' | grep b`,
      ];
      for (const command of commands) {
        const result = await place.exec(command);
        check(
          result.status === "timeout" || (result.status === "exited" && result.exitCode !== 0),
          `${command}: got ${describe(result)}`,
        );
      }
      await goesOn(place);
    },
  },
  {
    name: "attack 8: processes that outlive their command",
    run: async (trial) => {
      const place = await prepared(trial, { wallMs: 10_000 });
      const write = "while :; do echo x >> ticks; sleep 0.05; done";
      await place.exec(`(${write}) > /dev/null 2>&1 & sleep 0.2`, { limits: { wallMs: 1000 } });
      await place.exec(`nohup setsid bash -c '${write}' > /dev/null 2>&1 & sleep 0.2; disown`, {
        limits: { wallMs: 1000 },
      });
      const count = async (): Promise<string> =>
        (await place.exec("wc -c < ticks 2>/dev/null")).stdout;
      const before = await count();
      exited(await place.exec("sleep 0.5"));
      same(await count(), before, "what a background process wrote");
      await goesOn(place);
    },
  },
  {
    name: "attack 20: commands that wait for ever",
    run: async (trial) => {
      const place = await prepared(trial, { wallMs: 1000 });
      same((await place.exec("sleep 1000000000")).status, "timeout", "a long sleep");
      const waits = await place.exec("cat; read x; read y < /dev/tty; echo done");
      check(waits.status === "exited" || waits.status === "timeout", `got ${describe(waits)}`);
      await goesOn(place);
    },
  },
];
