import { integer } from '../../../core/text.ts';

/** The CPUs of a list such as `2-5,8`, as the kernel writes them; an empty line is none (kernel, lib/bitmap-str.c). */
export function parseCpuList(text: string, file: string): ReadonlySet<number> {
  const place = { file, line: 1 };
  const cpus = new Set<number>();
  for (const range of text.trim().split(',')) {
    if (range === '') continue;
    const [first, last = first] = range.split('-');
    const end = integer(last, place, 'a CPU, or two with a dash between them');
    for (let cpu = integer(first, place, 'a CPU, or two with a dash between them'); cpu <= end; cpu += 1) cpus.add(cpu);
  }
  return cpus;
}
