import { z } from 'zod';

/** What can be set about IPVS. */
export const ipvsSettings = z.strictObject({
  destinations: z
    .boolean()
    .default(true)
    .describe('Whether to export figures of each destination, four samples; those of services are always exported.'),
});

export type IpvsSettings = z.output<typeof ipvsSettings>;
