import type { Family, MetricDefinition, Point } from '../../../core/metric.ts';
import type { Device } from '../model/device.ts';
import { deviceMetrics } from './devices.ts';

/** Metrics whose value is always 1 and whose labels tell the rest. */
export function infoFamilies(devices: readonly Device[]): readonly Family[] {
  return INFOS.map(([definition, labelsOf]) => {
    const points: Point[] = [];
    for (const device of devices) {
      const labels = labelsOf(device);
      if (labels !== undefined) points.push({ labels, value: 1 });
    }
    return { definition, points };
  });
}

type Info = readonly [MetricDefinition, (device: Device) => readonly string[] | undefined];

const INFOS: readonly Info[] = [
  [
    deviceMetrics.info,
    ({ netns, name, kind, master, other, address, hardware }) => [
      netns,
      name,
      kind,
      master ?? '',
      kind !== 'veth' && other?.netns === netns ? other.name : '',
      address ?? '',
      hardware?.driver ?? '',
      hardware?.firmware ?? '',
      hardware?.bus ?? '',
    ],
  ],
  [deviceMetrics.state, ({ netns, name, state }) => [netns, name, String(state.fields.state)]],
  [
    deviceMetrics.vlan,
    ({ netns, name, vlan }) => (vlan === undefined ? undefined : [netns, name, String(vlan.id), vlan.protocol]),
  ],
  [
    deviceMetrics.tunnel,
    ({ netns, name, kind, tunnel }) =>
      tunnel && [
        netns,
        name,
        kind,
        String(tunnel.vni ?? ''),
        tunnel.key ?? '',
        tunnel.remote ?? '',
        tunnel.local ?? '',
        String(tunnel.port ?? ''),
      ],
  ],
  [
    deviceMetrics.peer,
    ({ netns, name, kind, lower, other }) =>
      lower === undefined || (kind !== 'veth' && lower.nsid === undefined)
        ? undefined
        : [netns, name, other?.netns ?? '', other?.name ?? '', String(other?.ifindex ?? lower.ifindex ?? '')],
  ],
];
