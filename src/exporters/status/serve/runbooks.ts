import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** `BondDown`: the name of an alert, from which that of its page is made. */
const NAME = /^[A-Za-z][A-Za-z0-9]{0,99}$/;

/** The runbook that ships for an alert, as Markdown; nothing where there is none. */
export async function runbookOf(alert: string): Promise<string | undefined> {
  if (!NAME.test(alert)) return undefined;
  for (const folder of ['../docs/runbooks/', '../../../../docs/runbooks/']) {
    const file = fileURLToPath(new URL(`${folder}${kebab(alert)}.md`, import.meta.url));
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** `bond-down` of `BondDown`. */
function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}
