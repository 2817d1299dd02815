import { z } from 'zod';

export const statusSettings = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe('Whether `/` is the status page. Without it `/` is the plain list of collectors and pages.'),
});
