// Elements are made of text and attributes alone, never of markup: names that come from the host stay what they are.

export type Child = Node | string | undefined;

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and children. `true` is an attribute without a value; what is undefined or false is left out. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  decorate(element, attributes, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for SVG. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  decorate(element, attributes, children);
  return element;
}

function decorate(element: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
}

/** A button that does something. `key` names it over renderings, so that it keeps the focus. */
export function button(
  key: string,
  attributes: Attributes,
  act: () => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  const made = el('button', { type: 'button', 'data-key': key, ...attributes }, ...children);
  made.addEventListener('click', act);
  return made;
}

/** Text for those who listen, that those who see have in another form. */
export function spoken(text: string): HTMLElement {
  return el('span', { class: 'spoken' }, text);
}

/** An element of the page by its id. Throws when the page has none. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
}

/** Puts other children into an element; what had the focus or was open before stays so, by its key. */
export function render(parent: Element, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const key = focused !== null && parent.contains(focused) ? focused.getAttribute('data-key') : null;
  const open = new Set<string>();
  for (const one of parent.querySelectorAll('details[open][data-key]')) open.add(one.getAttribute('data-key') ?? '');
  parent.replaceChildren(...children.filter((child) => child !== undefined));
  for (const one of parent.querySelectorAll('details[data-key]')) {
    if (open.has(one.getAttribute('data-key') ?? '')) one.setAttribute('open', '');
  }
  if (key === null) return;
  for (const one of parent.querySelectorAll('[data-key]')) {
    if (one.getAttribute('data-key') === key && one instanceof HTMLElement) one.focus({ preventScroll: true });
  }
}
