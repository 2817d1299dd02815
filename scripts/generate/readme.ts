const BEGIN = '<!-- collectors: made by `npm run generate` -->';
const END = '<!-- /collectors -->';

/** The README with a new table between its two markers. Throws when they are not there. */
export function withTable(readme: string, table: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`README.md lacks the markers ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}\n${readme.slice(end)}`;
}
