import { SandboxError } from "../errors/sandbox-error.ts";
import type {
  Capability,
  ExecResult,
  Sandbox,
  SandboxProvider,
  SandboxSpec,
} from "../sandbox/sandbox.ts";
import { check, same } from "./check.ts";

/** What a case works with. */
export interface SandboxTrial {
  readonly provider: SandboxProvider;
  readonly capabilities: readonly Capability[];
  /** A fresh sandbox, disposed of when the case is over. */
  readonly sandbox: (spec?: SandboxSpec) => Promise<Sandbox>;
}

/** One rule that a backend keeps. */
export interface SandboxCase {
  readonly name: string;
  readonly run: (trial: SandboxTrial) => Promise<void>;
}

/** @throws Error unless a command ran to its end with that exit code and, if given, that output. */
export function exited(
  result: ExecResult,
  expected: { readonly code?: number; readonly stdout?: string; readonly stderr?: string } = {},
): void {
  const said = describe(result);
  check(result.status === "exited", `expected a command that exits, got ${said}`);
  check(
    result.exitCode === (expected.code ?? 0),
    `expected exit code ${String(expected.code ?? 0)}, got ${said}`,
  );
  for (const stream of ["stdout", "stderr"] as const) {
    const text = expected[stream];
    if (text !== undefined) same(result[stream], text, stream);
  }
}

/** @throws Error unless the promise rejects with a SandboxError of one of those codes. */
export async function rejects(
  promise: Promise<unknown>,
  codes: readonly string[],
  what: string,
): Promise<void> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    check(SandboxError.isInstance(error), `${what}: expected a SandboxError, got ${String(error)}`);
    check(
      codes.includes(error.code),
      `${what}: expected the code ${codes.join(" or ")}, got ${error.code} (${error.message})`,
    );
    return;
  }
  throw new Error(`${what}: expected a rejection, got ${JSON.stringify(value) ?? "nothing"}`);
}

/** A result in one line, for messages. */
export function describe(result: ExecResult): string {
  const { status, exitCode, stdout, stderr } = result;
  return JSON.stringify({
    status,
    exitCode,
    stdout: stdout.slice(0, 500),
    stderr: stderr.slice(0, 500),
  });
}

/** The bytes of a text. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
