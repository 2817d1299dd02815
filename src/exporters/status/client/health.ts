import type { CollectorStatus, Health, OtherAlert, Problem, Status } from '../model/status.ts';
import { openObject } from './details.ts';
import { button, byId, type Child, el, render, spoken } from './elements.ts';
import { icon, levelWords } from './icons.ts';
import { openRunbook } from './runbook.ts';
import { age, clockText } from './times.ts';
import { counted } from './words.ts';

/** The headline: what is wrong, in numbers, or that nothing is. */
export function showHealth(status: Status): void {
  const { health, collectors } = status;
  const words = headline(health);
  const level = health.level === 'starting' ? 'unknown' : health.level;
  byId('health').dataset.level = level;
  render(
    byId('headline'),
    el('span', { class: 'headline-icon' }, icon(level)),
    el(
      'div',
      {},
      el('h2', { id: 'headline-words' }, words),
      el('p', { class: 'sub' }, subline(collectors, health, status.startedAt)),
    ),
  );
  document.title = `${health.level === 'ok' ? '' : `${words} · `}${status.host} · netsteward`;
  announce(words);
  const serious = status.problems.filter(({ level: one }) => one !== 'notice');
  const small = status.problems.filter(({ level: one }) => one === 'notice');
  render(
    byId('problems'),
    serious.length === 0 ? undefined : el('ol', { class: 'problems' }, ...serious.map(problemItem)),
    small.length === 0 ? undefined : smallThings(small),
    status.moreProblems === 0 ? undefined : el('p', { class: 'quiet' }, `and ${status.moreProblems} more`),
  );
}

function headline({ level, critical, warning, unknown }: Health): string {
  if (level === 'ok') return 'All is well';
  if (level === 'starting') return 'The agent is reading this host for the first time';
  const parts = [
    ...(critical === 0 ? [] : [`${critical} critical`]),
    ...(warning === 0 ? [] : [counted(warning, 'warning')]),
    ...(unknown === 0 ? [] : [`${unknown} unknown`]),
  ];
  return parts.join(', ');
}

function subline(collectors: readonly CollectorStatus[], { notice }: Health, startedAt: number): string {
  const reading = collectors.filter(({ outcome }) => outcome === 'ok' || outcome === 'partial').length;
  const absent = collectors.filter(({ outcome }) => outcome === 'absent').length;
  const failed = collectors.filter(({ outcome }) => outcome === 'failed').length;
  return [
    `${counted(reading, 'collector')} read this host`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(absent === 0 ? [] : [`${absent} found nothing to read`]),
    ...(notice === 0 ? [] : [counted(notice, 'small thing')]),
    `watching since ${clockText(startedAt)}`,
  ].join(' · ');
}

function smallThings(problems: readonly Problem[]): HTMLElement {
  return el(
    'details',
    { class: 'small-things', 'data-key': 'small-things' },
    el('summary', {}, icon('notice'), counted(problems.length, 'small thing')),
    el('ol', { class: 'problems' }, ...problems.map(problemItem)),
  );
}

function problemItem(problem: Problem): HTMLElement {
  const { id, level, title, description, action, also, moreAlso, done, silencedBy, others } = problem;
  return el(
    'li',
    { class: `problem ${level}`, 'data-problem': id },
    icon(level),
    el(
      'div',
      { class: 'problem-body' },
      el('h3', {}, spoken(`${levelWords[level]}: `), title),
      el('p', { class: 'meta' }, ...metaOf(problem)),
      also.length === 0
        ? undefined
        : el('ul', { class: 'also' }, ...also.map((text) => el('li', {}, text)), moreItem(moreAlso)),
      description === undefined ? undefined : el('p', {}, description),
      action === undefined ? undefined : el('p', { class: 'advice' }, el('b', {}, 'What to do '), action),
      silencedBy === undefined ? undefined : el('p', { class: 'quiet' }, `Silenced by ${silencedBy}`),
      ...(others ?? []).map(otherAlert),
      ...done.map((text) => el('p', { class: 'done' }, el('b', {}, 'Action '), text)),
      ...linksOf(problem),
    ),
  );
}

/** Another alert of the same trouble: its line, and its words when they are wanted. */
function otherAlert(other: OtherAlert): HTMLElement {
  const { id, title, standing, since, action } = other;
  const meta = [
    ...(standing === undefined ? [] : [standing]),
    ...(since === undefined ? [] : [`since ${clockText(since)}`]),
  ];
  return el(
    'details',
    { class: 'other', 'data-key': `other ${id}` },
    el('summary', {}, 'Also an alert: ', el('b', {}, title), el('span', { class: 'quiet' }, ` ${meta.join(' · ')}`)),
    action === undefined ? undefined : el('p', { class: 'advice' }, el('b', {}, 'What to do '), action),
    ...linksOf(other),
  );
}

function moreItem(count: number): Child {
  return count === 0 ? undefined : el('li', { class: 'quiet' }, `and ${count} more`);
}

function metaOf({ source, level, standing, since, isAtLeast, isFlapping }: Problem): readonly Child[] {
  const words = [
    levelWords[level],
    ...(source === 'alert' ? ['alert'] : []),
    ...(standing === undefined ? [] : [standing]),
  ];
  if (isFlapping === true) words.push('flapping');
  const when: readonly Child[] =
    since === undefined
      ? []
      : [isAtLeast === true ? ' · at least since ' : ' · since ', clockText(since), ' (', age(since), ')'];
  return [words.join(' · '), ...when];
}

function linksOf({
  id,
  object,
  alert,
  runbookUrl,
}: Pick<Problem, 'id' | 'object' | 'alert' | 'runbookUrl'>): readonly Child[] {
  const links: Child[] = [];
  if (object !== undefined) {
    const name = object.split('/').slice(2).join('/');
    links.push(button(`${id} object`, { class: 'link' }, () => openObject(object), `Show ${name}`));
  }
  const isElsewhere = runbookUrl !== undefined && /^https?:\/\//.test(runbookUrl);
  if (isElsewhere) links.push(el('a', { href: runbookUrl, rel: 'noreferrer', class: 'link' }, 'Runbook'));
  else if (alert !== undefined && runbookUrl !== undefined) {
    links.push(button(`${id} runbook`, { class: 'link' }, () => void openRunbook(alert), 'Runbook'));
  }
  return links.length === 0 ? [] : [el('p', { class: 'links' }, ...links)];
}

let announced = '';

/** Tells those who listen, once for each change. */
function announce(words: string): void {
  if (words === announced) return;
  byId('announcement').textContent = announced === '' ? '' : words;
  announced = words;
}
