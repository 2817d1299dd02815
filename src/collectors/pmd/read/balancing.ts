import type { Row } from '../../../host/host.ts';
import { numberAt, textAt } from '../../../ovs/row-values.ts';
import type { Balancing } from '../reading.ts';

const MINUTE = 60;

/** The settings of the one row of the table Open_vSwitch (ovs-vswitchd.conf.db(5)). Thresholds that were not set are not known. */
export function balancingOf(row: Row | undefined): Balancing | undefined {
  if (row === undefined) return undefined;
  const percent = (key: string) => {
    const value = numberAt(row, 'other_config', key);
    return value === undefined ? undefined : value / 100;
  };
  const minutes = numberAt(row, 'other_config', 'pmd-auto-lb-rebal-interval');
  return {
    enabled: textAt(row, 'other_config', 'pmd-auto-lb') === 'true',
    assignment: textAt(row, 'other_config', 'pmd-rxq-assign') ?? 'cycles',
    loadThreshold: percent('pmd-auto-lb-load-threshold'),
    improvementThreshold: percent('pmd-auto-lb-improvement-threshold'),
    intervalSeconds: minutes === undefined ? undefined : minutes * MINUTE,
  };
}
