/**
 * A complex double that knows how wrong it may be: `error` bounds the rounding that went into it, in
 * the manner of a running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, 3.3).
 */
export interface Complex {
  readonly re: number;
  readonly im: number;
  readonly error: number;
}

/** Relative rounding of one operation, with room for the library functions' own. */
const unit = 4e-16;

/** A value no double can hold, or that is not defined. Caught inside this module. */
export class NotComputable extends Error {
  override readonly name: string = "NotComputable";
}

export function complex(re: number, im: number = 0, error: number = 0): Complex {
  const size = Math.hypot(re, im);
  if (!Number.isFinite(size) || !Number.isFinite(error)) {
    throw new NotComputable("a number beyond all measure, or none at all");
  }
  return { re, im, error: error + unit * size };
}

export function magnitude({ re, im }: Complex): number {
  return Math.hypot(re, im);
}

export function addComplex(left: Complex, right: Complex): Complex {
  return complex(left.re + right.re, left.im + right.im, left.error + right.error);
}

export function negateComplex({ re, im, error }: Complex): Complex {
  return { re: -re, im: -im, error };
}

export function multiplyComplex(left: Complex, right: Complex): Complex {
  const re = left.re * right.re - left.im * right.im;
  const im = left.re * right.im + left.im * right.re;
  const [a, b] = [magnitude(left), magnitude(right)];
  if (a !== 0 && b !== 0 && a * b < 1e-290) throw new NotComputable("a number too small to tell");
  return complex(
    re,
    im,
    a * right.error + b * left.error + left.error * right.error + unit * a * b,
  );
}

export function invertComplex(value: Complex): Complex {
  const size = magnitude(value);
  if (size <= value.error * 2 || size < 1e-290) throw new NotComputable("a division by zero");
  if (size > 1e290) throw new NotComputable("a number too small to tell");
  const square = size * size;
  if (!Number.isFinite(square) || square === 0) throw new NotComputable("a number out of range");
  return complex(value.re / square, -value.im / square, value.error / square);
}

export function expComplex({ re, im, error }: Complex): Complex {
  const size = Math.exp(re);
  if (size < 1e-290) throw new NotComputable("a number too small to tell");
  return complex(size * Math.cos(im), size * Math.sin(im), size * (error + unit * Math.abs(re)));
}

export function logComplex(value: Complex): Complex {
  const size = magnitude(value);
  if (size <= value.error * 2 || size === 0) throw new NotComputable("a logarithm of zero");
  return complex(Math.log(size), Math.atan2(value.im, value.re), value.error / size);
}

export function sqrtComplex(value: Complex): Complex {
  const size = magnitude(value);
  if (size === 0) return complex(0, 0, Math.sqrt(value.error));
  const error = size > value.error ? value.error / Math.sqrt(size) : Math.sqrt(value.error);
  if (value.im === 0) {
    return value.re >= 0
      ? complex(Math.sqrt(value.re), 0, error)
      : complex(0, Math.sqrt(-value.re), error);
  }
  const re = Math.sqrt((size + value.re) / 2);
  const im = Math.sign(value.im) * Math.sqrt((size - value.re) / 2);
  return complex(re, im, error);
}

/** The principal value of a power. */
export function powerComplex(base: Complex, exponent: Complex): Complex {
  if (magnitude(base) === 0) {
    if (exponent.re > 0) return complex(0);
    throw new NotComputable("zero to a power that is not positive");
  }
  if (base.im === 0 && exponent.im === 0 && base.re > 0) {
    const value = base.re ** exponent.re;
    if (value !== 0 && value < 1e-290) throw new NotComputable("a number too small to tell");
    const relative =
      Math.abs(exponent.re) * (base.error / base.re) + Math.abs(Math.log(base.re)) * exponent.error;
    if (value === 0) throw new NotComputable("a number too small to tell");
    return complex(value, 0, value * relative);
  }
  return expComplex(multiplyComplex(exponent, logComplex(base)));
}

/** Whether it is real, as far as its error lets one tell. */
export function isReal({ re, im, error }: Complex): boolean {
  return Math.abs(im) <= error * 8 + 1e-13 * Math.abs(re);
}

/** Whether two values may well be one: within rounding, or within a relative tolerance. */
export function nearlyEqual(left: Complex, right: Complex, tolerance: number): boolean {
  const distance = Math.hypot(left.re - right.re, left.im - right.im);
  const size = Math.max(magnitude(left), magnitude(right));
  return distance <= tolerance * size + 8 * (left.error + right.error);
}
