import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { keeperSource } from "../../src/docker/keeper-source.ts";

const layouts = {
  "control groups of version 1": {
    "cpuacct/cpuacct.usage": "5000000\n",
    "memory/memory.stat": "cache 999\nrss 4096\nrss_huge 0\n",
    "memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n",
    "pids/pids.current": "7\n",
  },
  "control groups of version 2": {
    "cgroup.controllers": "cpu memory pids\n",
    "cpu.stat": "usage_usec 5000\nuser_usec 1\nsystem_usec 1\n",
    "memory.stat": "anon 4096\nfile 999\n",
    "memory.events": "low 0\nhigh 0\nmax 0\noom 4\noom_kill 3\noom_group_kill 0\n",
    "pids.current": "7\n",
  },
} as const;

class Running {
  readonly #child;
  #lines: string[] = [];

  constructor(root: string) {
    const source = keeperSource.replace("/sys/fs/cgroup", root);
    this.#child = spawn("bash", ["-c", source], { stdio: ["pipe", "pipe", "inherit"] });
    let text = "";
    this.#child.stdout.on("data", (chunk: Buffer) => {
      const parts = (text + chunk.toString()).split("\n");
      text = parts.pop() ?? "";
      this.#lines.push(...parts);
    });
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  async line(matching: RegExp): Promise<string> {
    for (;;) {
      const found = this.#lines.find((line) => matching.test(line));
      this.#lines = this.#lines.slice(found === undefined ? 0 : this.#lines.indexOf(found) + 1);
      if (found !== undefined) return found;
      await new Promise((resolve) => void setTimeout(resolve, 10));
    }
  }

  async end(): Promise<number | null> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    return this.#child.exitCode;
  }
}

describe.skipIf(process.platform === "win32").for(Object.entries(layouts))(
  "with %s",
  ([, files]) => {
    let root = "";
    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), "gym-cgroup-"));
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(root, name)), { recursive: true });
        await writeFile(join(root, name), content);
      }
    });
    afterAll(async () => await rm(root, { recursive: true }));

    test("each line is answered with what was used, and the end of input is the end", async () => {
      const keeper = new Running(root);
      keeper.write("count-1\ncount-2\n");
      expect(await keeper.line(/^count-1/)).toBe("count-1 5000000 4096 3 7");
      expect(await keeper.line(/^count-2/)).toBe("count-2 5000000 4096 3 7");
      expect(await keeper.end()).toBe(0);
    });

    test("while it watches it tells by itself, and a line may come in pieces", async () => {
      const keeper = new Running(root);
      keeper.write("watch-1\n");
      expect(await keeper.line(/^tick/)).toBe("tick 5000000 4096 3 7");
      keeper.write("cou");
      await keeper.line(/^tick/);
      keeper.write("nt-2\n");
      expect(await keeper.line(/^count/)).toBe("count-2 5000000 4096 3 7");
      expect(await keeper.end()).toBe(0);
    });

    test("figures that are not there are told as such", async () => {
      const keeper = new Running(join(root, "nowhere"));
      keeper.write("count-1\n");
      expect(await keeper.line(/^count-1/)).toMatch(/^count-1 - - - -$/);
      await keeper.end();
    });
  },
);
