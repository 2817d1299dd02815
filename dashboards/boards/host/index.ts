import type { Board } from '../../model/board.ts';
import { domainsRow } from './domains.ts';
import { machineRow } from './machine.ts';
import { wrongRow } from './wrong.ts';

export const host: Board = {
  name: 'host',
  title: 'Host overview',
  about: 'One host at a glance: what is wrong now, where to look further, and what the host is.',
  scope: 'host',
  rows: [wrongRow, domainsRow, machineRow],
};
