/** A run of lines that differ: `[from, to)` in each text. */
export interface Difference {
  readonly leftFrom: number;
  readonly leftTo: number;
  readonly rightFrom: number;
  readonly rightTo: number;
}

/** The shortest way from one list of lines to another (Myers, "An O(ND) Difference Algorithm"). */
export function diffLines(
  left: readonly string[],
  right: readonly string[],
  equal: (a: string, b: string) => boolean = (a, b) => a === b,
): readonly Difference[] {
  const same = (x: number, y: number): boolean => equal(left[x] ?? "", right[y] ?? "");
  const most = left.length + right.length;
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  search: for (let depth = 0; depth <= most; depth += 1) {
    trace.push(new Map(furthest));
    for (let k = -depth; k <= depth; k += 2) {
      const [below = -1, beside = -1] = [furthest.get(k + 1), furthest.get(k - 1)];
      let x = k === -depth || (k !== depth && beside < below) ? below : beside + 1;
      while (x < left.length && x - k < right.length && same(x, x - k)) x += 1;
      furthest.set(k, x);
      if (x >= left.length && x - k >= right.length) break search;
    }
  }
  const steps: { x: number; y: number; insert: boolean }[] = [];
  let [x, y] = [left.length, right.length];
  for (let depth = trace.length - 1; depth > 0; depth -= 1) {
    const reached = trace[depth] ?? new Map<number, number>();
    const k = x - y;
    const [below = -1, beside = -1] = [reached.get(k + 1), reached.get(k - 1)];
    const insert = k === -depth || (k !== depth && beside < below);
    const fromX = insert ? below : beside;
    const fromY = fromX - (insert ? k + 1 : k - 1);
    steps.unshift({ x: fromX, y: fromY, insert });
    [x, y] = [fromX, fromY];
  }
  const runs: { leftFrom: number; leftTo: number; rightFrom: number; rightTo: number }[] = [];
  for (const step of steps) {
    let run = runs.at(-1);
    if (run === undefined || run.leftTo !== step.x || run.rightTo !== step.y) {
      run = { leftFrom: step.x, leftTo: step.x, rightFrom: step.y, rightTo: step.y };
      runs.push(run);
    }
    if (step.insert) run.rightTo += 1;
    else run.leftTo += 1;
  }
  return runs;
}
