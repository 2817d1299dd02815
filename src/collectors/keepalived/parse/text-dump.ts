import { ParseError } from '../../../core/errors.ts';
import { decimal, integer } from '../../../core/text.ts';
import { type Count, type Instance, type Script, vrrpStates } from '../instance.ts';
import { type Block, blocksOf } from './blocks.ts';
import { virtualAddresses } from './virtual-address.ts';

/** What keepalived writes on SIGUSR1. It tells the status of scripts and the master that is heard, and no counts. */
export type TextDump = { readonly instances: readonly Instance[]; readonly scripts: readonly Script[] };

/** Whether the text has come to its last part. */
export function isWholeText(text: string): boolean {
  return text.includes('------< Interfaces >------') && text.endsWith('\n');
}

export function parseTextDump(file: string, text: string): TextDump {
  if (!text.includes('------< VRRP Topology >------')) throw new ParseError(file, 0, 'the part "VRRP Topology"', text);
  return {
    instances: blocksOf(text, 'VRRP Instance').map((block) => instanceOf(file, block)),
    scripts: blocksOf(text, 'VRRP Script').map(({ name, line, fields }) => {
      const status = fields.get('Status');
      if (status === undefined) throw new ParseError(file, line, 'a line "Status = …" of the script');
      return { name, status };
    }),
  };
}

// 1795252740.365155 (Sat Nov 21 09:19:00.365155 2026)
const MOMENT = /^(\d+(?:\.\d+)?)\b/;
// 1 sec; 500 milli-sec; 0.50 sec
const INTERVAL = /^(\d+(?:\.\d+)?) (sec|milli-sec)/;

function instanceOf(file: string, { name, line, fields, lines }: Block): Instance {
  const place = { file, line };
  const needed = (key: string) => {
    const value = fields.get(key);
    if (value === undefined) throw new ParseError(file, line, `a line "${key} = …" of the instance`);
    return value;
  };
  const number = (key: string) => integer(needed(key), place, `a number as ${key}`);
  const state = vrrpStates.find((one) => one === needed('State').split(' ')[0]?.replace('IF_', ''));
  if (state === undefined) throw new ParseError(file, line, vrrpStates.join(', '), needed('State'));
  const [, moment] = MOMENT.exec(needed('Last transition')) ?? [];
  const [, interval, unit] = INTERVAL.exec(needed('Advert interval')) ?? [];
  return {
    name,
    state,
    interface: needed('Interface'),
    routerId: number('Virtual Router ID'),
    basePriority: number('Priority'),
    effectivePriority: fields.has('Effective priority') ? number('Effective priority') : number('Priority'),
    advertInterval: decimal(interval, place, 'an advert interval such as "1 sec"') / (unit === 'sec' ? 1 : 1000),
    lastTransition: decimal(moment, place, 'the time of the last transition'),
    addresses: virtualAddresses(lines),
    masterRouter: fields.get('Master router'),
    counts: new Map<Count, number>(),
  };
}
