/**
 * A regular expression of Prometheus (RE2's syntax) that has to match a whole label value; a dot matches line ends too,
 * as since Prometheus 3. Throws a SyntaxError for what can't be said in JavaScript's syntax.
 */
export function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${translated(pattern)})$`, 'su');
}

// (?i)abc
const LEADING_FLAGS = /^\(\?([ims]*)(?:-([ims]+))?\)/;

/** RE2 writes some things otherwise than JavaScript does (github.com/google/re2/wiki/Syntax). */
function translated(pattern: string): string {
  let rest = pattern;
  let prefix = '';
  let suffix = '';
  const flags = LEADING_FLAGS.exec(pattern);
  if (flags !== null) {
    rest = pattern.slice(flags[0].length);
    const [, on = '', off] = flags;
    prefix = `(?${on}${off === undefined ? '' : `-${off}`}:`;
    suffix = ')';
  }
  return `${prefix}${escapesTranslated(rest)}${suffix}`;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
  ascii: '\\x00-\\x7f',
};

// \A \z \Q…\E \pL \- [[:alpha:]] (?P<name> and escapes that the u flag refuses
const TOKEN = /\\([pP][A-Z])|\\Q([\s\S]*?)(?:\\E|$)|\\([\s\S])|\[:(\^?)([a-z]+):\]|\(\?P</g;

function escapesTranslated(pattern: string): string {
  return pattern.replace(
    TOKEN,
    (whole, letters?: string, quoted?: string, escaped?: string, negated?: string, name?: string) => {
      if (letters !== undefined) return `\\${letters[0]}{${letters[1]}}`;
      if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('-', '\\x2d');
      if (escaped !== undefined) return escapeTranslated(escaped);
      return name === undefined ? '(?<' : insideClass(whole, name, negated);
    },
  );
}

function insideClass(whole: string, name: string, negated: string | undefined): string {
  const inside = CLASSES[name];
  if (inside === undefined || negated === '^') throw new SyntaxError(`unknown character class ${whole}`);
  return inside;
}

function escapeTranslated(escaped: string): string {
  if (escaped === 'A') return '^';
  if (escaped === 'z') return '$';
  if (/[1-9]/.test(escaped)) throw new SyntaxError(`back references are not possible: \\${escaped}`);
  if (escaped === '-') return '\\x2d';
  // A mark that needs no backslash may have one in RE2.
  return /[^A-Za-z0-9\\^$.*+?()[\]{}|/-]/.test(escaped) ? escaped : `\\${escaped}`;
}
