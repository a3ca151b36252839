import { isDeepStrictEqual } from "node:util";

import type { FileTree, Sandbox } from "@agent-gym/core";

import { fixture } from "./files.ts";

/** What a command does that anyone can see. */
export interface Behaviour {
  readonly stdout: string;
  readonly exitCode: number | null;
  /** What it leaves: a file's mode and text, a link's target. */
  readonly files: Readonly<Record<string, string>>;
}

/** Whether the machine lacks a command: then it says nothing about fidelity. */
export function isMissing(command: string, { stderr }: { readonly stderr: string }): boolean {
  return (
    /: command not found|: not found|No module named/u.test(stderr) &&
    !/nocommand|nope/u.test(command)
  );
}

export function isSame(one: Behaviour, other: Behaviour): boolean {
  return (
    one.stdout === other.stdout &&
    one.exitCode === other.exitCode &&
    isDeepStrictEqual(one.files, other.files)
  );
}

/** A sandbox with the corpus's files, put in order again after each command. */
export class Stage {
  readonly #sandbox: Sandbox;
  #start: Behaviour["files"] | undefined;
  #clean = false;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  async play(command: string): Promise<Behaviour & { readonly stderr: string }> {
    if (!this.#clean) {
      await this.#sandbox.exec("rm -rf /work/* /work/.[!.]* /tmp/* /tmp/.[!.]*");
      await this.#sandbox.files.writeAll(fixture);
      this.#start ??= told((await this.#sandbox.collect()).files);
    }
    const { stdout, stderr, exitCode } = await this.#sandbox.exec(command);
    const files = told((await this.#sandbox.collect()).files);
    this.#clean = isDeepStrictEqual(files, this.#start) && !/tmp/u.test(command);
    return { stdout, stderr, exitCode, files };
  }
}

function told(files: FileTree): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [path, entry] of Object.entries(files)) {
    if ("link" in entry) texts[path] = `-> ${entry.link}`;
    else if ("directory" in entry) texts[path] = "directory";
    else {
      // An archive holds the time.
      const text = /\.(?:gz|tar|tgz)$/u.test(path) ? "" : Buffer.from(entry.data).toString();
      texts[path] = `${((entry.mode ?? 0o644) & 0o777).toString(8)} ${text}`;
    }
  }
  return texts;
}
