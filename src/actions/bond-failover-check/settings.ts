import { z } from 'zod';
import { lookSettings } from '../../bonding/settings.ts';

/** What can be set about looking whether a bond could fail over. */
export const checkSettings = z.strictObject(lookSettings);
export type CheckSettings = z.output<typeof checkSettings>;
