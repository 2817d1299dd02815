import type { Context } from './context.ts';
import { interfaceOccurrences, isUplink } from './events.ts';
import { type Device, subjectOf } from './model/device.ts';

/**
 * Tells of a carrier that came and went, or went and came, between two readings, so that their states do not show it: its
 * changes rose by two more than what the states account for.
 */
export function tellFlaps(earlier: Device | undefined, device: Device, context: Context): void {
  if (earlier?.carrierChanges === undefined || device.carrierChanges === undefined) return;
  const changes = device.carrierChanges - earlier.carrierChanges;
  const seen = earlier.carrier === device.carrier ? 0 : 1;
  if (changes - seen < 2) return;
  const subject = subjectOf(device);
  context.occurred({
    definition: interfaceOccurrences.flapped,
    subject,
    message: `${subject}: the carrier changed ${changes} times between two readings`,
    severity: isUplink(device.kind) ? 'warning' : 'notice',
    details: { kind: device.kind, changes, state: device.state.fields.state ?? null },
  });
}
