import type { FileTree, Sandbox } from "@agent-gym/core";

import { fixture } from "./files.ts";

/** What a command does that anyone can see. */
export interface Behaviour {
  readonly stdout: string;
  readonly exitCode: number | null;
  /** What it leaves: a file's mode and text, a link's target. */
  readonly files: Readonly<Record<string, string>>;
}

/** A command that the machine does not have says nothing about fidelity. */
export function isMissing(result: { readonly stderr: string }): boolean {
  return /: command not found|: not found|No module named/u.test(result.stderr);
}

/** Runs a command in a workspace with nothing in it but the corpus's files. */
export async function behaviour(
  sandbox: Sandbox,
  command: string,
): Promise<Behaviour & { readonly stderr: string }> {
  await sandbox.exec("rm -rf /work/* /work/.[!.]* /tmp/* /tmp/.[!.]*");
  await sandbox.files.writeAll(fixture);
  const { stdout, stderr, exitCode } = await sandbox.exec(command);
  const { files } = await sandbox.collect();
  return { stdout, stderr, exitCode, files: changes(files) };
}

function changes(files: FileTree): Record<string, string> {
  const told: Record<string, string> = {};
  for (const [path, entry] of Object.entries(files)) {
    if ("link" in entry) told[path] = `-> ${entry.link}`;
    else if ("directory" in entry) told[path] = "directory";
    else {
      // An archive holds the time.
      const text = /\.(?:gz|tar|tgz)$/u.test(path) ? "" : Buffer.from(entry.data).toString();
      told[path] = `${((entry.mode ?? 0o644) & 0o777).toString(8)} ${text}`;
    }
  }
  return told;
}
