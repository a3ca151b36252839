import {
  type EpisodeContext,
  type FileTree,
  type SandboxLimits,
  VerifierError,
} from "@agent-gym/core";

import { shownText } from "../../output/shown-text.ts";
import { pythonLiteral } from "./python-literal.ts";
import { type SolutionAnswer, SolutionProcess } from "./solution-process.ts";
import { parseTestMessage, type TestMessage, type TestResult } from "./test-messages.ts";
import { testRunnerSource } from "./test-runner-source.ts";

export interface HiddenTestOptions {
  /** Python; see the README for what it may use. */
  readonly tests: string;
  /** What the solution finds in its workspace, beside itself. */
  readonly files: FileTree;
  readonly limits: Partial<SandboxLimits>;
  /** For all tests together. */
  readonly testSeconds: number;
}

/**
 * Tests a program: the tests run in one fresh sandbox, the program in another, and only plain data
 * goes from one to the other, by way of the harness.
 *
 * @throws VerifierError when the tests themselves are broken or don't come to an end.
 * @throws SandboxError when a sandbox fails.
 */
export async function runHiddenTests(
  program: string,
  { tests, files, limits, testSeconds }: HiddenTestOptions,
  { sandboxes, signal }: Pick<EpisodeContext, "sandboxes"> & { readonly signal: AbortSignal },
): Promise<readonly TestResult[]> {
  const wallMs = Math.ceil(testSeconds * 1000);
  const requires = ["stateful-python"];
  await using judge = await sandboxes.create({ limits: { wallMs }, requires }, signal);
  await using room = await sandboxes.create(
    {
      files: { ...files, "solution.py": { data: program } },
      limits: { ...limits, wallMs },
      requires,
    },
    signal,
  );
  const solution = await SolutionProcess.start(room, signal);
  const interpreter = await judge.interpreter?.("python", { signal });
  if (interpreter === undefined) throw new VerifierError("There is no Python to run tests in.");
  const end = performance.now() + wallMs;

  const step = async (code: string): Promise<TestMessage> => {
    const result = await interpreter.run(code, {
      signal,
      wallMs: Math.max(1, end - performance.now()),
    });
    signal.throwIfAborted();
    if (result.status !== "exited" || result.value === undefined) {
      throw new VerifierError(`The hidden tests did not come to an end: ${result.status}.`, {
        details: {
          status: result.status,
          stdout: shownText(result.stdout, { maximum: 2_000 }),
          stderr: shownText(result.stderr, { maximum: 2_000 }),
        },
      });
    }
    return parseTestMessage(result.value);
  };
  const answer = async (message: TestMessage): Promise<SolutionAnswer> => {
    // Half of what is left, so that the tests can still say what they make of it.
    const left = end - performance.now();
    if (left < 100) return { error: "TimeoutError", message: "the time for all tests is over" };
    const options = { wallMs: Math.ceil(left / 2), signal };
    return message.ask === "call"
      ? await solution.call(message.expression, options)
      : await solution.program(message.ask === "program" ? message.stdin : "", options);
  };

  await interpreter.run(testRunnerSource, { signal });
  let message = await step(`_start(${pythonLiteral(tests)})`);
  while (message.ask === "call" || message.ask === "program") {
    const answered = await answer(message);
    signal.throwIfAborted();
    message = await step(`_next(${pythonLiteral(JSON.stringify(answered))})`);
  }
  if (message.ask === "broken") {
    throw new VerifierError(`The hidden tests can't be run: ${message.message}.`);
  }
  return message.results;
}
