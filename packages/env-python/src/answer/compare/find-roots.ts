/** Sorted points over the whole of what people write about, closest around zero. */
const grid: readonly number[] = (() => {
  const positive: number[] = [];
  for (let x = 0.125; x <= 12; x += 0.25) positive.push(x);
  for (let x = 13.7; x < 1e8; x *= 1.35) positive.push(x);
  const small = [1e-6, 1e-4, 1e-3, 0.01, 0.03];
  const all = [...small, ...positive];
  return [...all.map((x) => -x).toReversed(), 0, ...all];
})();

/**
 * Where a real function may be zero or jump: where its sign changes between two points of a fixed
 * grid, or it touches zero, or it begins or ceases to be defined.
 */
export function findRoots(at: (x: number) => number | undefined): readonly number[] {
  const linear = linearRoot(at);
  if (linear !== undefined) return linear;
  const roots: number[] = [];
  const values = grid.map((x) => at(x));
  for (const [index, left] of grid.entries()) {
    const right = grid[index + 1];
    const [before, here, after] = [values[index - 1], values[index], values[index + 1]];
    if (here === 0) roots.push(left);
    if (right !== undefined && (here === undefined) !== (after === undefined)) {
      roots.push(bisect((x) => at(x) === undefined, left, right));
    } else if (right !== undefined && here !== undefined && after !== undefined) {
      if (here * after < 0) roots.push(bisect((x) => (at(x) ?? 0) > 0, left, right));
      const start = grid[index - 1];
      const isDip =
        before !== undefined &&
        start !== undefined &&
        Math.abs(here) <= Math.abs(before) &&
        Math.abs(here) <= Math.abs(after) &&
        here * before > 0 &&
        here * after > 0;
      if (isDip) roots.push(...dip(at, start, right, Math.sign(here)));
    }
  }
  return roots;
}

/** Of `a x + b` the one root, exactly; most inequalities are of that kind. */
function linearRoot(at: (x: number) => number | undefined): readonly number[] | undefined {
  const [zero, one, two, far] = [at(0), at(1), at(2), at(-1000)];
  if (zero === undefined || one === undefined || two === undefined || far === undefined) {
    return undefined;
  }
  const slope = one - zero;
  const size = Math.abs(zero) + Math.abs(slope) * 1000;
  const isLinear =
    Math.abs(two - one - slope) <= 1e-12 * size &&
    Math.abs(far - zero + 1000 * slope) <= 1e-12 * size;
  if (!isLinear) return undefined;
  return slope === 0 ? [] : [-zero / slope];
}

function bisect(isAbove: (x: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  const side = isAbove(low);
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (isAbove(middle) === side) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Where a function comes closest to zero between two points, if it gets there. */
function dip(
  at: (x: number) => number | undefined,
  from: number,
  to: number,
  sign: number,
): readonly number[] {
  let [low, high] = [from, to];
  const height = (x: number): number => (at(x) ?? Number.POSITIVE_INFINITY) * sign;
  for (let step = 0; step < 60; step += 1) {
    const third = (high - low) / 3;
    if (height(low + third) < height(high - third)) high -= third;
    else low += third;
  }
  const bottom = (low + high) / 2;
  const depth = height(bottom);
  if (depth > 1e-9) return [];
  if (depth > -1e-9) return [bottom];
  return [bisect((x) => height(x) > 0, from, bottom), bisect((x) => height(x) > 0, bottom, to)];
}
