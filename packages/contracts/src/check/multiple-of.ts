/** A float's own noise, in parts of the number: four units in the last place. */
const NOISE = 4 * Number.EPSILON;

/** Beyond it every quotient of two floats is whole. */
const MOST_QUOTIENT = 2 ** 50;

/**
 * Whether a number is a whole multiple of another one, as both are written in decimal: 19.99 of 0.01, whose quotient in
 * binary is 1998.9999999999998. What a sum of floats is off by itself, as 0.1 + 0.2 is, is let pass.
 */
export function isMultipleOf(value: number, step: number): boolean {
  if (!Number.isFinite(value)) return false;
  const [one, other] = [decimal(value), decimal(step)];
  const exponent = Math.min(one.exponent, other.exponent);
  if (scaled(one, exponent) % scaled(other, exponent) === 0n) return true;
  if (Number.isInteger(value) && Number.isInteger(step)) return false;
  const quotient = Math.abs(value / step);
  const whole = Math.round(quotient);
  return whole > 0 && quotient < MOST_QUOTIENT && Math.abs(quotient - whole) <= NOISE * whole;
}

interface Decimal {
  digits: bigint;
  exponent: number;
}

/** The shortest decimal that is this float. */
function decimal(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', part = ''] = mantissa.split('.');
  return { digits: BigInt(whole + part), exponent: Number(exponent) - part.length };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}
