import { textAction } from "@agent-gym/core";
import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import {
  createSandboxFusionProvider,
  createSandboxFusionServer,
} from "@agent-gym/sandbox/sandbox-fusion";
import { createVirtualProvider } from "@agent-gym/sandbox/virtual";
import { describe, expect, test } from "vitest";

import { pythonEnvironment } from "../src/index.ts";
import { backends, describeOnBackends } from "./backends.ts";
import { cells, nothing, play, readTasks, taskOf } from "./episodes.ts";

const sum = await taskOf({ question: "What is 6 times 7?", answer: "42" });

describeOnBackends("the Python environment", ({ provider }) => {
  test("the first Agent Gym's task runs unchanged and is judged right", async () => {
    const [task] = await readTasks(new URL("fixtures/first-tasks.json", import.meta.url));
    if (task === undefined) throw new Error("no task");
    const solve = "print(152 - (100 + 94 + 57 - 73 - 24 - 27 + 22))";
    const right = await play(task, cells([solve], "The answer is \\boxed{3}."), provider);
    expect(right.answers).toEqual(["3"]);
    expect(right.verdict).toMatchObject({ reward: 1 });
    const wrong = await play(task, cells([solve], "The answer is \\boxed{4}."), provider);
    expect(wrong.verdict).toMatchObject({ reward: 0 });
    expect((await play(task, nothing, provider)).verdict).toMatchObject({ reward: 0 });
  });

  test("variables last, and the value of the last expression is shown", async () => {
    const { answers } = await play(
      sum,
      cells(["x = 6", "def f(y):\n    return x * y", "print('so')\nf(7)", "x"], "42"),
      provider,
    );
    expect(answers).toEqual(["[no output]", "[no output]", "so\n42", "6"]);
  });

  test("errors show the lines of the cell", async () => {
    const { answers } = await play(sum, cells(["x = 1\n1 / 0", "x ="], ""), provider);
    expect(answers[0]).toMatch(
      /^\[stderr\]\nTraceback \(most recent call last\):\n {2}File "<cell 1>", line 2, in <module>\n {4}1 \/ 0\n[^]*ZeroDivisionError: division by zero$/,
    );
    expect(answers[1]).toMatch(
      /^\[stderr\]\n {2}File "<cell 2>", line 1\n {4}x =\n[^]*SyntaxError/,
    );
  });

  test("an endless loop is stopped, and its variables are kept", async () => {
    const { answers } = await play(sum, cells(["x = 5\nwhile True: pass", "x"], ""), provider, {
      cellSeconds: 0.5,
    });
    expect(answers).toEqual(["[stopped: a call may take 0.5 s; variables are kept]", "5"]);
  });

  test("where they can't be kept, it says so", async () => {
    const stubborn =
      "x = 5\nwhile True:\n    try:\n        while True: pass\n    except BaseException: y = 1";
    const { answers } = await play(
      sum,
      cells([`import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n${stubborn}`, "x"], ""),
      provider,
      { cellSeconds: 0.3 },
    );
    expect(answers[0]).toBe(
      "[stopped: a call may take 0.3 s]\n[Python was restarted: variables are gone, files are there]",
    );
    expect(answers[1]).toContain("NameError");
  });

  test("files of the task lie in the current directory, and what is written is collected", async () => {
    const task = await taskOf({
      question: "Add the numbers of data/numbers.txt.",
      answer: 6,
      files: { "data/numbers.txt": "1\n2\n3\n" },
    });
    const { answers, events, verdict } = await play(
      task,
      cells(
        [
          "total = sum(map(int, open('data/numbers.txt')))\nopen('total.txt', 'w').write(str(total))",
          "total",
        ],
        "\\boxed{6}",
      ),
      provider,
    );
    expect(answers).toEqual(["1", "6"]);
    expect(verdict).toMatchObject({ reward: 1 });
    const evidence = events.find(({ type }) => type === "evidence");
    expect(JSON.stringify(evidence)).toContain("total.txt");
    expect(JSON.stringify(evidence)).not.toContain("numbers.txt");
  });

  test("what the agent sees is the same in every run", async () => {
    const codes = [
      "print({chr(97 + n) for n in range(20)})",
      "class A: pass\nA()",
      "import random\nrandom.random()",
      "hash('a')",
      "print(object())\nraise ValueError(A())",
    ];
    const first = await play(sum, cells(codes, ""), provider);
    const second = await play(sum, cells(codes, ""), provider);
    expect(first.answers).toEqual(second.answers);
    expect(first.answers[1]).toBe("<__main__.A object at 0x…>");
  });

  test("times are in the record, not in what the agent sees", async () => {
    const { answers, events } = await play(sum, cells(["1"], ""), provider);
    expect(answers).toEqual(["1"]);
    expect(JSON.stringify(events)).toMatch(/"milliseconds":\d+/);
  });

  test("a flood of output is cut", async () => {
    const { answers } = await play(sum, cells(["print('spam\\n' * 100_000)"], ""), provider, {
      outputCharacters: 1_000,
    });
    expect(answers[0]?.length).toBeLessThan(1_100);
    expect(answers[0]).toContain("characters left out");
  });

  test("stateless, each call is a program of its own", async () => {
    const { answers, verdict } = await play(
      sum,
      cells(
        ["x = 6\nopen('x', 'w').write('6')", "print(open('x').read())\nx", "input()", "exit(3)"],
        "\\boxed{42}",
      ),
      provider,
      { stateless: true },
    );
    expect(answers[0]).toBe("[no output]");
    expect(answers[1]).toMatch(/^6\n\[stderr\]\nTraceback[^]*File "<cell>", line 2[^]*NameError/);
    expect(answers[2]).toContain("EOFError");
    expect(answers[3]).toBe("[exit code 3]");
    expect(verdict).toMatchObject({ reward: 1 });
  });

  test("an episode that ends in a call has no answer", async () => {
    const { verdict } = await play(
      sum,
      function* () {
        yield textAction("");
      },
      provider,
    );
    expect(verdict).toMatchObject({
      reward: 0,
      details: { reason: "the episode ended without an answer" },
    });
  });

  test("instructions speak the task's language and say how to answer", async () => {
    const starts = await Promise.all(
      [
        { question: "What is 1 + 1?", answer: "2" },
        { question: "一加一等于几？", answer: "2" },
        { question: "Write f.", tests: "assert solution.f() == 1" },
      ].map(async (data) => {
        const { events } = await play(await taskOf(data), nothing, provider);
        return events.find((event) => event.type === "reset")?.instructions;
      }),
    );
    expect(starts[0]).toContain("\\boxed{answer}");
    expect(starts[1]).toContain("\\boxed{答案}");
    expect(starts[2]).toContain("```python");
  });
});

const [local] = backends;
describe.skipIf(local?.probe.ok !== true)("on a SandboxFusion server", () => {
  test("the first Agent Gym's task runs unchanged and is judged right", async () => {
    await using server = await createSandboxFusionServer({
      sandboxes: createBubblewrapProvider(),
      port: 0,
    });
    const provider = createSandboxFusionProvider({ url: server.url });
    const [task] = await readTasks(new URL("fixtures/first-tasks.json", import.meta.url));
    if (task === undefined) throw new Error("no task");
    const codes = ["total = 100 + 94 + 57 - 73 - 24 - 27 + 22", "152 - total", "1 / 0"];
    for (const stateless of [false, true]) {
      const shown = stateless
        ? [codes.slice(0, 2).join("\n").replace("152 - total", "print(152 - total)")]
        : codes;
      const played = await play(task, cells(shown, "\\boxed{3}"), provider, { stateless });
      expect(played.answers[stateless ? 0 : 1]).toBe("3");
      expect(played.verdict).toMatchObject({ reward: 1 });
    }
    const wrong = await play(task, cells([], "\\boxed{4}"), provider);
    expect(wrong.verdict).toMatchObject({ reward: 0 });
  });

  test("one that is down is the sandbox's fault, in one line", async () => {
    const provider = createSandboxFusionProvider({ url: "http://127.0.0.1:1", attempts: 1 });
    const { ending, verdict } = await play(sum, nothing, provider);
    expect(ending).toMatchObject({ status: "error", boundary: "sandbox" });
    expect(JSON.stringify(ending)).toContain("http://127.0.0.1:1 can't be reached");
    expect(verdict).toMatchObject({ reward: null });
  });
});

describe("where there is no Python that keeps its variables", () => {
  test("a sandbox that has none is refused, with the boundary in the ending", async () => {
    const virtual = createVirtualProvider();
    const { ending, verdict } = await play(sum, nothing, virtual);
    expect(ending).toMatchObject({ status: "error", boundary: "sandbox" });
    expect(verdict).toMatchObject({ reward: null });
    await virtual.dispose?.();
  });

  test("needs say so before anything starts", () => {
    const stateful = pythonEnvironment.parseOptions({});
    const stateless = pythonEnvironment.parseOptions({ stateless: true });
    expect(pythonEnvironment.needs(sum, stateful)).toEqual({ sandbox: ["stateful-python"] });
    expect(pythonEnvironment.needs(sum, stateless)).toEqual({ sandbox: ["python"] });
  });
});
