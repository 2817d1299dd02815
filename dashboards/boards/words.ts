import type { Words } from '../model/board.ts';

/** Words for 0 and 1. */
export const upDown: Words = [
  ['down', 'critical'],
  ['up', 'good'],
];
export const noYes: Words = [
  ['no', 'plain'],
  ['yes', 'plain'],
];
export const badWhenNo: Words = [
  ['no', 'critical'],
  ['yes', 'good'],
];
export const badWhenYes: Words = [
  ['no', 'good'],
  ['yes', 'warning'],
];
