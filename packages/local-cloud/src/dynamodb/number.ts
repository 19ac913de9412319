import { validation } from "./errors.ts";

/** A number as DynamoDB knows it: `coefficient × 10^exponent`, without zeros at the coefficient's end. */
interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const MAX_DIGITS = 38;
/** Of the first digit: from 1E-130 to 9.99…E+125. */
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** The one way to write a number: no exponent, no needless zeros. Throws for what is no number of DynamoDB's. */
export function canonicalNumber(text: string): string {
  return format(parse(text));
}

/** Below, equal or above 0, as for `toSorted`. Exact, which floating point is not beyond 15 digits. */
export function compareNumbers(a: string, b: string): number {
  const difference = subtract(parse(a), parse(b)).coefficient;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addNumbers(a: string, b: string): string {
  return format(checked(add(parse(a), parse(b))));
}

export function subtractNumbers(a: string, b: string): string {
  return format(checked(subtract(parse(a), parse(b))));
}

function parse(text: string): Decimal {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = FORM.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === "") throw validation(`The parameter cannot be converted to a numeric value: ${text}`);
  const significant = digits.replace(/^0+/, "").replace(/0+$/, "");
  if (significant === "") return { coefficient: 0n, exponent: 0 };
  // Checked before any arithmetic: 1E999999999 must not become a number of a billion digits.
  const endZeros = digits.length - digits.replace(/0+$/, "").length;
  return checked({
    coefficient: BigInt(sign + significant),
    exponent: Number(exponent) - fraction.length + endZeros,
  });
}

function checked(value: Decimal): Decimal {
  const { coefficient, exponent } = value;
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  if (digits.length > MAX_DIGITS) {
    throw validation("Attempting to store more than 38 significant digits in a Number");
  }
  const magnitude = digits.length - 1 + exponent;
  if (magnitude > MAX_MAGNITUDE) {
    throw validation(
      "Number overflow. Attempting to store a number with magnitude larger than supported range",
    );
  }
  if (magnitude < MIN_MAGNITUDE) {
    throw validation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range",
    );
  }
  return value;
}

function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (value: Decimal): bigint => value.coefficient * 10n ** BigInt(value.exponent - exponent);
  return trimmed(scaled(a) + scaled(b), exponent);
}

function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { coefficient: -b.coefficient, exponent: b.exponent });
}

function trimmed(sum: bigint, sumExponent: number): Decimal {
  if (sum === 0n) return { coefficient: 0n, exponent: 0 };
  let [coefficient, exponent] = [sum, sumExponent];
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return { coefficient, exponent };
}

function format({ coefficient, exponent }: Decimal): string {
  const sign = coefficient < 0n ? "-" : "";
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
