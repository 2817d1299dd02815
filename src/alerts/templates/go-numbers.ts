/**
 * Numbers as Go's strconv.FormatFloat writes them (pkg.go.dev/strconv). JavaScript rounds what lies just between two texts
 * up, Go to the even one.
 */

/** The most digits that JavaScript writes behind the point. */
const MOST_DIGITS = 100;
/** Where no number of digits is asked for, numbers from a million on get an exponent. */
const LONGEST_WHOLE = 6;
/** A number that lies just between has nothing but noughts behind the 5, for far longer than a number has digits. */
const TIE = /^5?0*$/;

/** With so many digits behind the point: `%.2f`. */
export function fixed(value: number, digits: number): string {
  const size = Math.abs(value);
  const behind = Math.min(MOST_DIGITS, digits);
  const exact = size >= 1e21 ? `${BigInt(size)}.${'0'.repeat(MOST_DIGITS)}` : size.toFixed(MOST_DIGITS);
  const point = exact.indexOf('.');
  const kept = exact.slice(0, point + 1 + behind);
  const text = isTieToKeep(kept, exact.slice(kept.length)) || size >= 1e21 ? kept : size.toFixed(behind);
  return signed(value, text.replace(/\.$/, ''));
}

/** With so many digits behind the point, or as many as it takes, and an exponent of two digits or more: `%.3e`. */
export function exponential(value: number, digits: number | undefined): string {
  const [mantissa, power] = parts(value, digits);
  return signed(value, `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`);
}

/** So many digits in all, or as many as it takes, with an exponent where the number is very large or small: `%.4g`. */
export function general(value: number, digits: number | undefined): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const most = digits === undefined ? undefined : Math.max(1, digits);
  const [mantissa, power] = parts(value, most === undefined ? undefined : most - 1);
  const figures = trimmed(mantissa).replace('.', '');
  if (power < -4 || power >= (most ?? LONGEST_WHOLE)) return exponential(value, figures.length - 1);
  if (power < 0) return signed(value, `0.${'0'.repeat(-power - 1)}${figures}`);
  const whole = figures.slice(0, power + 1).padEnd(power + 1, '0');
  const rest = figures.slice(power + 1);
  return signed(value, rest === '' ? whole : `${whole}.${rest}`);
}

/** Digits of the mantissa and the power of ten. */
function parts(value: number, digits: number | undefined): readonly [mantissa: string, power: number] {
  const size = Math.abs(value);
  if (digits === undefined) return split(size.toExponential());
  const behind = Math.min(MOST_DIGITS, digits);
  const [exact, power] = split(size.toExponential(MOST_DIGITS));
  const kept = exact.slice(0, exact.indexOf('.') + 1 + behind);
  if (isTieToKeep(kept, exact.slice(kept.length))) return [kept.replace(/\.$/, ''), power];
  return split(size.toExponential(behind));
}

function split(text: string): readonly [mantissa: string, power: number] {
  const [mantissa = '', power = '0'] = text.split('e');
  return [mantissa, Number(power)];
}

/** Whether what is cut off is just a half, and what stays is even. */
function isTieToKeep(kept: string, cut: string): boolean {
  return cut.startsWith('5') && TIE.test(cut) && /[02468]\.?$/.test(kept);
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function signed(value: number, text: string): string {
  return value < 0 || Object.is(value, -0) ? `-${text}` : text;
}
