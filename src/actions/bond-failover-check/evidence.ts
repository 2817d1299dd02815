import { z } from 'zod';
import { type Assessment, assess } from '../../bonding/assess/assess.ts';
import { obstacles } from '../../bonding/assess/obstacles.ts';
import { wordsFor } from '../../bonding/assess/words.ts';
import { type BondEvidence, bondEvidence } from '../../bonding/evidence.ts';
import type { LookSettings } from '../../bonding/settings.ts';

/** What a look at a bond has found, and what follows from it under the settings. */
export const checkEvidence = z.strictObject({
  /** Null where it is not known. */
  ready: z.boolean().nullable(),
  /** The standby that would take over. */
  standby: z.string().nullable(),
  found: z.array(z.strictObject({ obstacle: z.enum(obstacles), member: z.string(), words: z.string() })),
  /** For a person, line by line. */
  report: z.array(z.string()),
  bond: bondEvidence,
});

export type CheckEvidence = z.output<typeof checkEvidence>;

export function checked(bond: BondEvidence, settings: LookSettings): CheckEvidence {
  const assessment = assess(bond, settings);
  const { ready, best, found } = assessment;
  return {
    ready: ready ?? null,
    standby: best?.name ?? null,
    found: [...found],
    report: reportOf(assessment, settings),
    bond,
  };
}

function reportOf(assessment: Assessment, { accept }: LookSettings): string[] {
  const { active, standbys } = assessment;
  const lines = [wordsFor(assessment)];
  if (active !== undefined)
    lines.push(`active ${active.name}: link ${active.link}, path ${active.path} (${active.path_words})`);
  for (const { member, found } of standbys) {
    lines.push(`standby ${member.name}: link ${member.link}, path ${member.path} (${member.path_words})`);
    for (const { obstacle, words } of found) {
      lines.push(`standby ${member.name}: ${obstacle}: ${words}${accept.includes(obstacle) ? ' (accepted)' : ''}`);
    }
  }
  return lines;
}
