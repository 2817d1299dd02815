import { type CataloguePart, catalogueParts } from '../catalogue.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { CatalogueOptions } from '../program.ts';

/** Prints every metric and every type of event. */
export async function catalogue({ json }: CatalogueOptions): Promise<ExitCode> {
  const parts = catalogueParts();
  process.stdout.write(json ? `${JSON.stringify(parts, null, 2)}\n` : parts.map(partText).join('\n'));
  return exitCodes.ok;
}

function partText({ name, kind, help, metrics, events }: CataloguePart): string {
  const lines = [
    kind === 'agent' ? name : `${name} (${kind})`,
    `  ${help}`,
    ...metrics.flatMap(({ name: metric, type, labels, help: meaning }) => [
      `  ${metric}${labels.length === 0 ? '' : `{${labels.join(',')}}`}  ${type}`,
      `      ${meaning}`,
    ]),
    ...events.flatMap(({ type, severity, trigger, help: meaning }) => [
      `  ${type}  ${severity} (${trigger})`,
      `      ${meaning}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
