import type { JsonObject } from "@agent-gym/core";
import { expect, test } from "vitest";

import { describeOnBackends } from "../backends.ts";
import { cells, play, taskOf } from "../episodes.ts";

const tests = `
import math

def test_small():
    assert solution.power(2, 3) == 8

def test_negative():
    assert solution.power(2, -1) == 0.5

def test_types():
    assert solution.power(2, exponent=10) == 1024
    assert solution.split([3, 1, 2]) == ([1, 2, 3], {1, 2, 3}, None, math.inf)

def test_refusal():
    try:
        solution.power("a", 1)
    except SolutionError as error:
        assert error.kind == "TypeError", error.kind
    else:
        assert False, "no error"
`;

const good = `
import math

def power(base, exponent):
    if isinstance(base, str):
        raise TypeError("no number")
    return base ** exponent

def split(values):
    print("noise")
    return sorted(values), set(values), None, math.inf
`;

const block = (code: string): string => `Here it is.\n\n\`\`\`python\n${code}\n\`\`\`\n`;

describeOnBackends("hidden tests", ({ provider }) => {
  const judged = async (
    said: string,
    data: JsonObject = { tests },
    codes: readonly string[] = [],
  ): Promise<Awaited<ReturnType<typeof play>>> =>
    await play(await taskOf({ question: "Write it.", ...data }), cells(codes, said), provider, {
      testSeconds: 6,
    });

  test("a program that passes all of them scores 1", async () => {
    expect((await judged(block(good))).verdict).toMatchObject({ reward: 1, scores: { tests: 1 } });
  });

  test("one that fails some scores 0, and its share is told", async () => {
    const { verdict } = await judged(block(good.replace("**", "*")));
    expect(verdict).toMatchObject({ reward: 0, scores: { tests: 0.25 } });
    expect(JSON.stringify(verdict.details)).toContain(
      "line 5: AssertionError: assert solution.power",
    );
  });

  test("without a block, the file solution.py is the program", async () => {
    const { verdict } = await judged("It is in the file.", { tests }, [
      `open("solution.py", "w").write(${JSON.stringify(good)})`,
    ]);
    expect(verdict).toMatchObject({ reward: 1 });
  });

  test("no program at all scores 0", async () => {
    expect((await judged("I could not do it.")).verdict).toMatchObject({ reward: 0 });
  });

  test("a program that is no Python scores 0", async () => {
    expect((await judged(block("def power(:"))).verdict).toMatchObject({ reward: 0 });
  });

  test("a program that reads and prints is run as one", async () => {
    const data = {
      tests:
        'assert run_program("3\\n4\\n").split() == ["7"]\nassert run_program("1\\n1\\n").strip() == "2"',
    };
    const program = "if __name__ == '__main__':\n    print(int(input()) + int(input()))";
    expect((await judged(block(program), data)).verdict).toMatchObject({ reward: 1 });
    expect((await judged(block("print(7)"), data)).verdict).toMatchObject({ reward: 0 });
    expect((await judged(block("input(input(input()))"), data)).verdict).toMatchObject({
      reward: 0,
    });
  });

  test("the task's files are there for the program, what the agent made is not", async () => {
    const data = { tests: "assert solution.read() == 'original'", files: { "a.txt": "original" } };
    const program = "def read():\n    return open('a.txt').read()";
    const { verdict } = await judged(block(program), data, ["open('a.txt', 'w').write('changed')"]);
    expect(verdict).toMatchObject({ reward: 1 });
  });

  test("many calls are quick enough", async () => {
    const data = { tests: "for n in range(200): assert solution.double(n) == 2 * n" };
    const { verdict } = await judged(block("def double(n):\n    return n + n"), data);
    expect(verdict).toMatchObject({ reward: 1 });
  });

  test("a program that does not stop fails, and takes no longer than it may", async () => {
    const program = "def power(*a, **k):\n    while True: pass\nsplit = power";
    expect((await judged(block(program))).verdict).toMatchObject({ reward: 0 });
  });

  test("a program that uses up all of its time leaves the tests theirs", async () => {
    const many = Array.from({ length: 30 }, (_, n) => `def test_${n}(): solution.f()`).join("\n");
    const program = "def f():\n    while True: pass";
    const { verdict } = await judged(block(program), { tests: many });
    expect(verdict).toMatchObject({ reward: 0, scores: { tests: 0 } });
    expect(JSON.stringify(verdict.details)).toContain("the time for all tests is over");
  });

  test("a program whose answers keep the tests from ending does not escape its judgement", async () => {
    const endless = "state = 1\nwhile state: state = solution.next(state)";
    const program = "def next(state): return state + 1";
    expect((await judged(block(program), { tests: endless })).verdict).toMatchObject({ reward: 0 });
    const counts = "for n in range(solution.size()): pass";
    const large = "def size(): return 10 ** 15";
    expect((await judged(block(large), { tests: counts })).verdict).toMatchObject({ reward: 0 });
  });

  test("an object of the program's own is never compared", async () => {
    const program = `
class Any:
    def __eq__(self, other): return True
    def __repr__(self): return "Any()"
def f(): return Any()
`;
    const { verdict } = await judged(block(program), { tests: "assert solution.f() == 5" });
    expect(verdict).toMatchObject({ reward: 0 });
    expect(JSON.stringify(verdict.details)).toContain("no plain data");
  });

  test("tests that don't compile are a fault of the verifier, not of the agent", async () => {
    const { verdict } = await judged(block(good), { tests: "def test_x(:\n  pass" });
    expect(verdict).toMatchObject({ reward: null, boundary: "verifier" });
    expect(JSON.stringify(verdict)).toContain("can't be run: line 1");
  });

  test("tests that hang are a fault of the verifier", async () => {
    const { verdict } = await judged(block(good), { tests: "while True: pass" });
    expect(verdict).toMatchObject({ reward: null, boundary: "verifier" });
  });
});
