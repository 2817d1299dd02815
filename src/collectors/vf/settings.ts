import { z } from 'zod';

/** What can be set about virtual functions. Which network namespaces are read is a setting of the host. */
export const vfSettings = z.strictObject({
  guests: z
    .boolean()
    .default(true)
    .describe(
      'Whether to find out which guest holds a virtual function that is bound to vfio-pci, from the QEMU processes in /proc and the files of libvirt.',
    ),
});

export type VfCollectorSettings = z.output<typeof vfSettings>;
