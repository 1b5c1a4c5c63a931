/* Figures exactly, as the server counts them: whole numbers with a scale, 28 digits.
   Binary fractions would make 0.1 + 0.2 another sum here than there. */

const MOST_DIGITS = 28;

const ten = (power) => 10n ** BigInt(power);
const size = (whole) => (whole < 0n ? -whole : whole);

/** A figure: `whole` divided by ten to the power of `scale`. */
export class Figure {
  constructor(whole, scale = 0) {
    this.whole = whole;
    this.scale = scale;
  }

  static read(written) {
    const [before, after = ""] = written.split(".");
    return new Figure(BigInt(before + after), after.length);
  }

  static of(count) {
    return new Figure(BigInt(count));
  }

  get isZero() {
    return this.whole === 0n;
  }

  toString() {
    if (!this.scale) {
      return this.whole.toString();
    }
    const digits = size(this.whole).toString().padStart(this.scale + 1, "0");
    const after = digits.slice(-this.scale).replace(/0+$/, "");
    const sign = this.whole < 0n ? "-" : "";
    return sign + digits.slice(0, -this.scale) + (after && `.${after}`);
  }

  /** Cut towards zero. */
  toNumber() {
    return Number(this.whole / ten(this.scale));
  }
}

function alike(a, b) {
  const scale = Math.max(a.scale, b.scale);
  return [a.whole * ten(scale - a.scale), b.whole * ten(scale - b.scale), scale];
}

function halfEven(whole, by) {
  const quotient = whole / by;
  const twice = 2n * size(whole % by);
  const isUp = twice > by || (twice === by && quotient % 2n !== 0n);
  return isUp ? quotient + (whole < 0n ? -1n : 1n) : quotient;
}

function fitted(whole, scale) {
  const over = size(whole).toString().length - MOST_DIGITS;
  if (over <= 0) {
    return new Figure(whole, scale);
  }
  const rounded = halfEven(whole, ten(over));
  return scale >= over
    ? new Figure(rounded, scale - over)
    : new Figure(rounded * ten(over - scale), 0);
}

export function compared(a, b) {
  const [left, right] = alike(a, b);
  return left < right ? -1 : Number(left > right);
}

export function plus(a, b) {
  const [left, right, scale] = alike(a, b);
  return fitted(left + right, scale);
}

export function negative(a) {
  return new Figure(-a.whole, a.scale);
}

export function times(a, b) {
  return fitted(a.whole * b.whole, a.scale + b.scale);
}

/** Null where nothing comes of it. */
export function divided(a, b) {
  if (b.isZero) {
    return null;
  }
  // Twice the digits that are kept, so that the last of them is rounded once.
  const more = 2 * MOST_DIGITS + b.scale;
  return fitted((a.whole * ten(more)) / b.whole, a.scale + more - b.scale);
}

export function remainder(a, b) {
  if (b.isZero) {
    return null;
  }
  const [left, right, scale] = alike(a, b);
  return fitted(left % right, scale);
}

/** Null where it has more digits than any amount has. */
function quantized(a, decimals, rounded) {
  const whole =
    decimals >= a.scale
      ? a.whole * ten(decimals - a.scale)
      : rounded(a.whole, ten(a.scale - decimals));
  return size(whole).toString().length > MOST_DIGITS ? null : new Figure(whole, decimals);
}

export function halfUp(a, decimals) {
  return quantized(a, decimals, (whole, by) => {
    const up = 2n * size(whole % by) >= by ? 1n : 0n;
    return whole / by + (whole < 0n ? -up : up);
  });
}

export function cut(a) {
  return quantized(a, 0, (whole, by) => whole / by);
}
