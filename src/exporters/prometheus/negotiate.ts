import type { ExpositionFormat } from './exposition.ts';

type Choice = { readonly name: string; readonly parameters: ReadonlyMap<string, string>; readonly quality: number };

/**
 * The format that the client likes best, from its Accept header (RFC 9110, section 12.5.1). Who names neither gets the
 * text format, as from every exporter. A Prometheus 3 sends
 * `application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*\/*;q=0.1`
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let best: { format: ExpositionFormat; quality: number } = { format: 'text', quality: 0 };
  for (const choice of choicesOf(accept)) {
    const format = formatOf(choice);
    if (format !== undefined && choice.quality > best.quality) best = { format, quality: choice.quality };
  }
  return best.format;
}

function formatOf({ name, parameters }: Choice): ExpositionFormat | undefined {
  const version = parameters.get('version');
  if (name === 'application/openmetrics-text') {
    return version === undefined || version === '1.0.0' ? 'openmetrics' : undefined;
  }
  if (name === 'text/plain') return version === undefined || version === '0.0.4' ? 'text' : undefined;
  return name === '*/*' || name === 'text/*' ? 'text' : undefined;
}

/** Whether the client takes gzip, from its Accept-Encoding header: `gzip`, `gzip;q=0.5, deflate`, `*`. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const choices = choicesOf(acceptEncoding);
  const gzip =
    choices.find(({ name }) => name === 'gzip' || name === 'x-gzip') ?? choices.find(({ name }) => name === '*');
  return gzip !== undefined && gzip.quality > 0;
}

function choicesOf(header: string | undefined): readonly Choice[] {
  if (header === undefined) return [];
  return header.split(',').map((item) => {
    const [name = '', ...rest] = item.split(';').map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map(parameterOf));
    return { name, parameters, quality: qualityOf(parameters.get('q')) };
  });
}

function parameterOf(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split('=', 2).map((part) => part.trim());
  return [name, value.replace(/^"(.*)"$/, '$1')];
}

/** A weight that can't be read counts as none given. */
function qualityOf(weight: string | undefined): number {
  const quality = weight === undefined || weight === '' ? 1 : Number(weight);
  return Number.isNaN(quality) ? 1 : Math.min(1, Math.max(0, quality));
}
