import type { Audited } from '../../../collectors/placement/audit/auditor.ts';
import type { PciDevice } from '../../../pci/device.ts';

/** What `netsteward placement` shows. */
export type PlacementView = Audited & {
  /** The network controllers of the host. */
  readonly devices: readonly PciDevice[];
};
