import { ParseError } from '../../../core/errors.ts';
import { linesOf } from '../../../core/text.ts';

/** A value and the one-based line it stands on. */
export type Entry = { readonly value: string; readonly line: number };

/** Lines `name: value` of one object, by name. */
export type Fields = ReadonlyMap<string, Entry>;

export type MemberBlock = {
  /** The groups of the pattern that found the member's first line. */
  readonly heading: readonly string[];
  readonly line: number;
  readonly fields: Fields;
  /** Lines without a colon, such as `active member`. */
  readonly remarks: readonly Entry[];
};

/** What one of the daemon's answers says about one bond. */
export type Section = {
  readonly name: string;
  readonly line: number;
  readonly fields: Fields;
  readonly members: readonly MemberBlock[];
};

type OpenMember = {
  heading: readonly string[];
  line: number;
  fields: Map<string, Entry>;
  remarks: Entry[];
};
type OpenSection = { name: string; line: number; fields: Map<string, Entry>; members: OpenMember[] };

/**
 * Takes apart what `bond/show`, `lacp/show` and `lacp/show-stats` print (ofproto/bond.c, lib/lacp.c): a section for each
 * bond, in it lines about the bond, then for each member its first line and lines about it. Old releases indent with tabs.
 * @param title finds the first line of a section; its group is the bond's name
 * @param member finds the first line of a member
 * @throws ParseError when a line stands before the first section or a section has no name
 */
export function sectionsOf(text: string, file: string, title: RegExp, member: RegExp): readonly Section[] {
  const sections: OpenSection[] = [];
  for (const [index, content] of linesOf(text).entries()) {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed === '') continue;
    const name = title.exec(content)?.[1];
    if (name !== undefined) {
      sections.push({ name, line, fields: new Map(), members: [] });
      continue;
    }
    const section = sections.at(-1);
    if (section === undefined) throw new ParseError(file, line, 'the name of a bond, ---- bond0 ----', content);
    const heading = member.exec(trimmed);
    if (heading === null) put(section.members.at(-1) ?? section, trimmed, line);
    else section.members.push({ heading: heading.slice(1), line, fields: new Map(), remarks: [] });
  }
  return sections;
}

function put(block: OpenSection | OpenMember, trimmed: string, line: number): void {
  const colon = trimmed.indexOf(':');
  if (colon > 0) block.fields.set(trimmed.slice(0, colon).trim(), { value: trimmed.slice(colon + 1).trim(), line });
  else if ('remarks' in block) block.remarks.push({ value: trimmed, line });
}

/** The first line of a section of `bond/show` and `lacp/show`: `---- bond0 ----`. */
export const TITLE = /^---- (.+) ----$/;
