import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished, type TestContext } from 'vitest';

const PROGRAM = '/usr/bin/chromium';
/** Screenshots of the last run, for people. Git ignores the folder. */
const screenshots = path.resolve(import.meta.dirname, '../../.cache/screenshots');
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function needBrowser(context: TestContext): void {
  if (!existsSync(PROGRAM)) context.skip('chromium is not installed');
}

export type OpenPage = {
  readonly page: Page;
  /** What the page wrote to the console as an error or warning, threw, or could not load. */
  readonly complaints: readonly string[];
};

/** A page in a browser of its own with an empty profile, closed when the test has finished. */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('requestfailed', (request) =>
    complaints.push(`not loaded: ${request.url()} ${request.failure()?.errorText}`),
  );
  await page.goto(url);
  return { page, complaints };
}

/** Keeps a picture of the whole page under a name. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
}

/** Violations of accessibility that keep somebody out, by the rules of axe-core: `rule: element`. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  // The program now is a global of the page.
  const found: { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] } =
    await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** Whether anything sticks out of the window at the side. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
