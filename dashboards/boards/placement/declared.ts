import type { Row } from '../../model/board.ts';
import { badWhenNo } from '../words.ts';

export const declaredRow: Row = {
  title: 'Declared guests',
  folded: true,
  panels: [
    {
      kind: 'states',
      title: 'As declared',
      about: 'Whether each declared guest is on the nodes that the configuration names.',
      queries: [{ expr: 'netsteward_placement_guest_as_declared', legend: '{{guest}}' }],
      words: badWhenNo,
      alerts: ['GuestNotAsDeclared'],
      quiet: { why: 'no guest is declared.', shownBy: ['netsteward_placement_guest_as_declared{guest="a"} 0+0x20'] },
      width: 24,
    },
  ],
};
