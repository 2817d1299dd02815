import type { Board } from '../../model/board.ts';
import { outliersRow } from './outliers.ts';
import { overTimeRow } from './over-time.ts';
import { wrongRow } from './wrong.ts';

export const fleet: Board = {
  name: 'fleet',
  title: 'Fleet',
  about: 'All hosts of a job on one page, those that stand out first. A click on a host leads to its overview.',
  scope: 'fleet',
  rows: [wrongRow, outliersRow, overTimeRow],
};
