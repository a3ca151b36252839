/** The probability that Student's t with so many degrees of freedom is at most `value`. */
export function studentCdf(value: number, degrees: number): number {
  const square = value * value;
  const x = degrees / (degrees + square);
  const tail = incompleteBeta(x, square / (degrees + square), degrees / 2, 0.5) / 2;
  return value > 0 ? 1 - tail : tail;
}

/**
 * The value that Student's t stays below with a probability, 0 < `probability` < 1. More than
 * 10 million degrees of freedom count as the normal distribution.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  const capped = Math.min(degrees, 1e7);
  let low = 0;
  let high = 1;
  while (studentCdf(high, capped) < probability) high *= 2;
  // Halving until two neighbouring numbers are left.
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentCdf(middle, capped) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The value that a standard normal variable stays below with a probability. */
export function normalQuantile(probability: number): number {
  return studentQuantile(probability, Infinity);
}

/**
 * The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 1964,
 * 26.5.8), evaluated with Lentz's method. `y` is 1 − x, which may be too small to be told from x.
 */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  // The fraction converges fast below the mean only; the function's symmetry does the rest.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  const logarithm = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y);
  return (Math.exp(logarithm) * betaFraction(x, a, b)) / a;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

/** The logarithm of the gamma function for positive numbers, by Lanczos' approximation (1964). */
function logGamma(x: number): number {
  let series = 0.99999999999980993;
  for (const [index, coefficient] of lanczos.entries()) series += coefficient / (x + index);
  const base = x + lanczos.length - 1.5;
  return (x - 0.5) * Math.log(base) - base + Math.log(Math.sqrt(2 * Math.PI) * series);
}

// For g = 7, nine terms.
const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
