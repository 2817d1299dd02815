import { byId, render } from './elements.ts';

let whenClosed: (() => void) | undefined;

/** Opens the sheet at the side under a title, or puts something else into it. Returns where its contents go. */
export function openSheet(title: string, closed: () => void = () => undefined): HTMLElement {
  const sheet = byId('sheet');
  const body = byId('sheet-body');
  byId('sheet-title').textContent = title;
  render(body);
  body.scrollTop = 0;
  const before = whenClosed;
  whenClosed = closed;
  before?.();
  if (sheet instanceof HTMLDialogElement && !sheet.open) sheet.showModal();
  return body;
}

/** Lets the sheet be closed by its button, by Escape, and by a click beside it. */
export function prepareSheet(): void {
  const sheet = byId('sheet');
  if (!(sheet instanceof HTMLDialogElement)) return;
  byId('sheet-close').addEventListener('click', () => sheet.close());
  sheet.addEventListener('click', ({ target }) => {
    if (target === sheet) sheet.close();
  });
  sheet.addEventListener('close', () => {
    whenClosed?.();
    whenClosed = undefined;
  });
}
