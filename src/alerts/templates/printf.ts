import { exponential, fixed, general } from './go-numbers.ts';
import { TemplateError } from './template-error.ts';

// %% %s %5.2f %-10s %+d %v %q %x
const VERB = /%([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** Go's formatting of numbers and texts (pkg.go.dev/fmt). Throws a TemplateError for verbs that suit neither. */
export function printf(format: string, values: readonly (string | number)[]): string {
  let next = 0;
  const text = format.replace(
    VERB,
    (whole, flags: string, width: string | undefined, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = values[next];
      next += 1;
      if (value === undefined) throw new TemplateError(`${whole} has no value to print`);
      return padded(
        formatted(verb, value, digits === undefined ? undefined : Number(digits), flags),
        flags,
        Number(width ?? 0),
      );
    },
  );
  if (next < values.length) throw new TemplateError(`printf was given ${values.length} values, its text takes ${next}`);
  return text;
}

function formatted(verb: string, value: string | number, digits: number | undefined, flags: string): string {
  if (typeof value === 'string') return ofText(verb, value, digits);
  const text = ofNumber(verb, value, digits);
  if (text === '+Inf' && flags.includes(' ')) return ' Inf';
  if (/^[+-]/.test(text)) return text;
  // `%+v` asks for the names of fields, which a number has none of.
  if (flags.includes('+') && verb !== 'v') return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

function ofText(verb: string, value: string, digits: number | undefined): string {
  if (verb === 'q') return JSON.stringify(value);
  if (verb === 's' || verb === 'v') return digits === undefined ? value : [...value].slice(0, digits).join('');
  throw new TemplateError(`%${verb} does not print text`);
}

function ofNumber(verb: string, value: number, digits: number | undefined): string {
  if (!Number.isFinite(value)) return notFinite(verb, value);
  switch (verb) {
    case 'f':
    case 'F':
      return fixed(value, digits ?? 6);
    case 'e':
      return exponential(value, digits ?? 6);
    case 'g':
    case 'v':
      return general(value, digits);
    default:
      throw new TemplateError(`%${verb} does not print a number such as the value is; %f, %g, %e and %v do`);
  }
}

function notFinite(verb: string, value: number): string {
  if (!'fFegv'.includes(verb)) throw new TemplateError(`%${verb} does not print a number such as the value is`);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || /Inf|NaN/.test(text)) return text.padStart(width);
  const sign = /^[+ -]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
