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
  /** For all tests together, and as much for the program that they call. */
  readonly testSeconds: number;
}

/**
 * Tests a program: the tests run in one fresh sandbox, the program in another, and only plain data
 * goes from one to the other, by way of the harness. Each has its own time: a program that uses up
 * all of its own takes nothing from the tests. Tests that break off over what the program answered
 * (it is endless, or huge) fail for it: else any program could escape its judgement.
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
  const time = { tests: wallMs, solution: wallMs };
  let answers = 0;

  const step = async (code: string): Promise<TestMessage> => {
    const start = performance.now();
    const result = await interpreter.run(code, { signal, wallMs: Math.max(1, time.tests) });
    time.tests -= performance.now() - start;
    signal.throwIfAborted();
    if (result.status === "exited" && result.value !== undefined) {
      return parseTestMessage(result.value);
    }
    if (answers > 0 && result.status !== "sandbox-error" && result.status !== "aborted") {
      const message = `the tests broke off over what the program answered: ${result.status}`;
      return { ask: "done", results: [{ name: "tests", passed: false, message }] };
    }
    throw new VerifierError(`The hidden tests did not come to an end: ${result.status}.`, {
      details: {
        status: result.status,
        stdout: shownText(result.stdout, { maximum: 2_000 }),
        stderr: shownText(result.stderr, { maximum: 2_000 }),
      },
    });
  };
  const answer = async (message: TestMessage): Promise<SolutionAnswer> => {
    answers += 1;
    // Half of what is left, so that one call that hangs does not fail all of the others.
    const left = time.solution;
    if (left < 100) return { error: "TimeoutError", message: "the time for all tests is over" };
    const options = { wallMs: Math.ceil(left / 2), signal };
    const start = performance.now();
    const answered =
      message.ask === "call"
        ? await solution.call(message.expression, options)
        : await solution.program(message.ask === "program" ? message.stdin : "", options);
    time.solution -= performance.now() - start;
    return answered;
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
