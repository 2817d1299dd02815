import { expect, it } from 'vitest';
import type { EventRule, KindDefinition } from './definition.ts';
import { eventTypesOf } from './event-types.ts';

const rule = (what: string): EventRule => ({ what, help: `${what}.`, severity: 'notice', message: () => what });
const link: KindDefinition = {
  kind: 'link',
  help: 'A link.',
  appeared: rule('appeared'),
  vanished: { ...rule('vanished'), severity: () => 'warning' },
  renamed: { ...rule('renamed'), identity: ['index'] },
  fields: { carrier: rule('carrier-changed') },
};

it('every event that a part can tell has its type, its severity and what sets it off', () => {
  const types = eventTypesOf('interface', [link], [{ what: 'storm', help: 'Storm.', severity: 'info' }]);
  expect(types.map(({ type, severity, trigger }) => [type, severity, trigger])).toEqual([
    ['netsteward.interface.appeared', 'notice', 'link: appears'],
    ['netsteward.interface.vanished', 'varies', 'link: vanishes'],
    ['netsteward.interface.renamed', 'notice', 'link: gets another name'],
    ['netsteward.interface.carrier-changed', 'notice', 'link: carrier changes'],
    ['netsteward.interface.storm', 'info', 'seen as it happens'],
  ]);
});
