import {
  addComplex,
  complex,
  type Complex,
  expComplex,
  invertComplex,
  isReal,
  logComplex,
  magnitude,
  multiplyComplex,
  negateComplex,
  NotComputable,
  sqrtComplex,
} from "./complex.ts";

type ComplexFunction = (value: Complex) => Complex;

const imaginary = complex(0, 1);
const half = complex(0.5);

function times(value: Complex, factor: Complex): Complex {
  return multiplyComplex(value, factor);
}

function subtract(left: Complex, right: Complex): Complex {
  return addComplex(left, negateComplex(right));
}

function divide(left: Complex, right: Complex): Complex {
  return multiplyComplex(left, invertComplex(right));
}

/** A function that is real on the reals, by its real form there, with the bound of its slope. */
function realFirst(
  real: (x: number) => number,
  slope: (x: number) => number,
  elsewhere: ComplexFunction,
  defined: (x: number) => boolean = () => true,
): ComplexFunction {
  return (value) => {
    if (!isReal(value) || !defined(value.re)) return elsewhere(value);
    return complex(real(value.re), 0, Math.abs(slope(value.re)) * value.error);
  };
}

function notThere(name: string): ComplexFunction {
  return () => {
    throw new NotComputable(`${name} of that number`);
  };
}

const sin = realFirst(Math.sin, Math.cos, (z) => {
  const turned = times(z, imaginary);
  const difference = subtract(expComplex(turned), expComplex(negateComplex(turned)));
  return times(times(difference, half), negateComplex(imaginary));
});

const cos = realFirst(Math.cos, Math.sin, (z) => {
  const turned = times(z, imaginary);
  return times(addComplex(expComplex(turned), expComplex(negateComplex(turned))), half);
});

const tan: ComplexFunction = (z) => divide(sin(z), cos(z));

const sinh = realFirst(Math.sinh, Math.cosh, (z) =>
  times(subtract(expComplex(z), expComplex(negateComplex(z))), half),
);

const cosh = realFirst(Math.cosh, Math.sinh, (z) =>
  times(addComplex(expComplex(z), expComplex(negateComplex(z))), half),
);

const tanh: ComplexFunction = (z) => divide(sinh(z), cosh(z));

const withinOne = (x: number): boolean => Math.abs(x) <= 1;
const asin = realFirst(
  Math.asin,
  (x) => 1 / Math.sqrt(Math.max(1 - x * x, 1e-16)),
  (z) => {
    const root = sqrtComplex(subtract(complex(1), times(z, z)));
    return times(logComplex(addComplex(times(z, imaginary), root)), negateComplex(imaginary));
  },
  withinOne,
);
const acos: ComplexFunction = (z) => subtract(complex(Math.PI / 2), asin(z));
const atan = realFirst(
  Math.atan,
  (x) => 1 / (1 + x * x),
  (z) => {
    const turned = times(z, imaginary);
    const quotient = divide(addComplex(complex(1), turned), subtract(complex(1), turned));
    return times(times(logComplex(quotient), half), negateComplex(imaginary));
  },
);

function reciprocalOf(inner: ComplexFunction): ComplexFunction {
  return (z) => invertComplex(inner(z));
}

function ofReciprocal(inner: ComplexFunction): ComplexFunction {
  return (z) => inner(invertComplex(z));
}

/** Lanczos' approximation (g = 7, n = 9), good to about 1e-14. */
const lanczosStart = 0.99999999999980993;
const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** The gamma function of a real number that is no pole. */
function gamma(value: Complex): Complex {
  if (!isReal(value)) throw new NotComputable("a factorial of a complex number");
  const x = value.re;
  if (x <= 0 && Math.abs(x - Math.round(x)) < 1e-9) throw new NotComputable("a pole of gamma");
  if (x < 0.5) {
    return divide(
      complex(Math.PI),
      times(
        sin(complex(Math.PI * x, 0, value.error * Math.PI)),
        gamma(complex(1 - x, 0, value.error)),
      ),
    );
  }
  const shifted = x - 1;
  let sum = lanczosStart;
  for (const [index, term] of lanczos.entries()) sum += term / (shifted + index + 1);
  const base = shifted + 7.5;
  const result = Math.sqrt(2 * Math.PI) * base ** (shifted + 0.5) * Math.exp(-base) * sum;
  return complex(result, 0, result * (1e-13 + value.error * Math.log(x + 2)));
}

/** Functions of one complex number, by name. Principal values. */
export const complexFunctions: Readonly<Record<string, ComplexFunction>> = {
  sin,
  cos,
  tan,
  cot: reciprocalOf(tan),
  sec: reciprocalOf(cos),
  csc: reciprocalOf(sin),
  asin,
  acos,
  atan,
  acot: ofReciprocal(atan),
  asec: ofReciprocal(acos),
  acsc: ofReciprocal(asin),
  sinh,
  cosh,
  tanh,
  coth: reciprocalOf(tanh),
  asinh: realFirst(Math.asinh, (x) => 1 / Math.hypot(1, x), notThere("asinh")),
  acosh: realFirst(
    Math.acosh,
    (x) => 1 / Math.sqrt(Math.max(x * x - 1, 1e-16)),
    notThere("acosh"),
    (x) => x >= 1,
  ),
  atanh: realFirst(
    Math.atanh,
    (x) => 1 / Math.max(1 - x * x, 1e-16),
    notThere("atanh"),
    (x) => Math.abs(x) < 1,
  ),
  exp: expComplex,
  ln: logComplex,
  sqrt: sqrtComplex,
  gamma,
  factorial: (z) => gamma(addComplex(z, complex(1))),
  abs: (z) => complex(magnitude(z), 0, z.error),
  re: ({ re, error }) => complex(re, 0, error),
  im: ({ im, error }) => complex(im, 0, error),
  conj: ({ re, im, error }) => complex(re, -im, error),
  arg: (z) => {
    if (magnitude(z) <= z.error) throw new NotComputable("the argument of zero");
    return complex(Math.atan2(z.im, z.re), 0, z.error / magnitude(z));
  },
  floor: stepwise(Math.floor),
  ceil: stepwise(Math.ceil),
  round: stepwise(Math.round),
  sign: stepwise(Math.sign),
};

/** Undefined where an error could carry the value over a step. */
function stepwise(step: (x: number) => number): ComplexFunction {
  return (z) => {
    if (!isReal(z)) throw new NotComputable("the whole part of a complex number");
    const margin = z.error * 4 + 1e-12 * Math.abs(z.re);
    const result = step(z.re);
    if (step(z.re - margin) !== result || step(z.re + margin) !== result) {
      throw new NotComputable("a whole part too close to call");
    }
    return complex(result);
  };
}
