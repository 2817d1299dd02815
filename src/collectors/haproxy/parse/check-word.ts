/**
 * The word of a check's result without the mark that one is under way (`* L4OK`). `null` where nothing was checked: an
 * empty cell, INI (not yet) and UNK.
 */
export function checkWord(text: string | undefined): string | null {
  const word = text?.replace(/^\* /, '');
  return word === undefined || word === 'INI' || word === 'UNK' ? null : word;
}
