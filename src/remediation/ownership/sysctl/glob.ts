/** Whether a path below /proc/sys fits a pattern of glob(7): *, ? and [ ] stand for all but a slash. */
export function fitsGlob(path: string, pattern: string): boolean {
  return new RegExp(`^${expressionOf(pattern)}$`).test(path);
}

export function isGlob(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

// [a-z], [!a-z]; a bracket that stays open stands for itself
const PARTS = /\[([!^]?)(\]?[^\]/]*)\]|\*+|\?|[\s\S]/g;

function expressionOf(pattern: string): string {
  return pattern.replace(PARTS, (part, not: string | undefined, set: string | undefined) => {
    if (set !== undefined && set !== '' && isSet(set)) return `(?!/)[${not === '' ? '' : '^'}${escaped(set)}]`;
    if (part.startsWith('*')) return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  });
}

/** Ranges have to go up. */
function isSet(set: string): boolean {
  return [...set.matchAll(/(.)-(.)/g)].every(([, from = '', to = '']) => from <= to);
}

function escaped(set: string): string {
  return set.replace(/[\\[\]^]/g, String.raw`\$&`);
}
