import type { ActionStatus, Status } from '../model/status.ts';
import { button, byId, el, render } from './elements.ts';
import { askStory, decide } from './server.ts';
import { storyParts } from './story.ts';
import { age, clockText } from './times.ts';
import { counted } from './words.ts';

/** A token that the reader gave. It is kept here and nowhere else, and goes with the page. */
let token: string | undefined;
let shown: Status | undefined;
const answers = new Map<string, string>();

/** Decisions of the remediation with their whole story; buttons only for those who may decide. */
export function showActions(status: Status): void {
  shown = status;
  const { actions } = status;
  byId('actions').hidden = actions === undefined;
  if (actions === undefined) return;
  const { known, stops, decisions } = actions;
  const waits = decisions.some(({ waitsForApproval }) => waitsForApproval);
  render(
    byId('action-list'),
    ...stops.map((words) => el('p', { class: 'stopped' }, el('b', {}, 'All actions are stopped: '), words)),
    waits && !mayDecide() ? tokenForm() : undefined,
    decisions.length === 0
      ? el('p', { class: 'quiet' }, `The agent knows ${counted(known, 'action')}; nothing was decided of late.`)
      : el('ol', { class: 'actions' }, ...decisions.map(actionItem)),
  );
}

function mayDecide(): boolean {
  return shown?.isKnown === true || token !== undefined;
}

function actionItem(action: ActionStatus): HTMLElement {
  const { id, title, stage, since, reason, waitsForApproval } = action;
  const answer = answers.get(id);
  return el(
    'li',
    { class: waitsForApproval ? 'action waits' : 'action' },
    el('h3', {}, title),
    el(
      'p',
      { class: 'meta' },
      stage,
      ...(since === undefined ? [] : [` · since ${clockText(since)} (`, age(since), ')']),
    ),
    reason === undefined ? undefined : el('p', {}, reason),
    storyOf(action),
    answer === undefined ? undefined : el('p', { role: 'status' }, answer),
    waitsForApproval && mayDecide() ? choices(id, title) : undefined,
  );
}

/** Every entry of the journal about it, asked for when somebody wants to read it. */
function storyOf(action: ActionStatus): HTMLElement {
  const { id } = action;
  const place = el('div', {}, el('p', { class: 'quiet' }, 'Asking for it'));
  const details = el('details', { 'data-key': `action ${id}` }, el('summary', {}, 'The whole story'), place);
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    askStory(id).then(
      (entries) => render(place, ...storyParts(action, entries)),
      (error: unknown) =>
        render(place, el('p', {}, `It can't be told: ${error instanceof Error ? error.message : error}`)),
    );
  });
  return details;
}

function choices(id: string, title: string): HTMLElement {
  const choose = (answer: 'approve' | 'reject') => () => {
    const reason = prompt(
      `${answer === 'approve' ? 'Approve' : 'Reject'}: ${title}. Why? It is kept in the journal.`,
      '',
    );
    if (reason === null) return;
    decide(id, answer, reason, token)
      .catch((error: unknown) => {
        // A token that is not right is forgotten, so that another can be given.
        token = undefined;
        return error instanceof Error ? error.message : String(error);
      })
      .then((words) => {
        answers.set(id, words);
        if (shown !== undefined) showActions(shown);
      });
  };
  return el(
    'p',
    { class: 'choices' },
    button(`approve ${id}`, { class: 'primary' }, choose('approve'), 'Approve'),
    button(`reject ${id}`, {}, choose('reject'), 'Reject'),
  );
}

/** Asks for the token that lets somebody decide, where the server does not know the reader already. */
function tokenForm(): HTMLElement {
  const field = el('input', { id: 'token', type: 'password', autocomplete: 'off', 'data-key': 'token' });
  const form = el(
    'form',
    { class: 'token' },
    el('label', { for: 'token' }, 'An action waits for approval. To decide, give the token of the actions:'),
    field,
    el('button', { type: 'submit', 'data-key': 'token-use' }, 'Use it'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    token = field.value.trim() === '' ? undefined : field.value.trim();
    if (shown !== undefined) showActions(shown);
  });
  return form;
}
