import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actionRoutes } from '../../src/agent/action-routes.ts';
import { journalFolderPath } from '../../src/config/config.ts';
import type { Route } from '../../src/exporters/exporter.ts';
import { openJournal } from '../../src/remediation/journal/journal.ts';
import type { Request } from '../../src/remediation/requests/request.ts';
import { remediationSettings } from '../../src/remediation/settings.ts';
import { buildAgent } from '../support/agent-process.ts';
import { accessibilityProblems, needBrowser, openPage, overflow, screenshot } from '../support/browser.ts';
import { eventDraft } from '../support/event-draft.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { alertState, bond, device, reading, statusServer } from '../support/status-server.ts';

beforeAll(buildAgent);
beforeEach(needBrowser);

const patient = { timeout: 120_000 };
const live = (page: Page) => page.locator('#live[data-state=on]').waitFor();

describe('the status page', patient, () => {
  it('says that all is well when it is', async () => {
    const agent = await statusServer();
    agent.read(reading('bond', bond('bond0', { eth0: 'up', eth1: 'up' })));
    agent.read(reading('interface', [device('eth0', { master: 'bond0' }), device('eth1', { master: 'bond0' })]));
    const { page, complaints } = await openPage(agent.url);
    await page.getByRole('heading', { name: 'All is well' }).waitFor();
    expect(await page.locator('.problem').count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await live(page);
    await screenshot(page, 'all-is-well');
    expect(complaints).toEqual([]);
  });

  it('shows names from the host as nothing but text', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const agent = await statusServer({ view: { hostName: evil, collectorNames: ['interface', 'bond'] } });
    agent.read(
      reading('interface', [
        device(evil, { state: 'no-carrier', [evil]: evil }),
        device('eth0', { netns: evil }),
        device(`"><script>alert(2)</script>`, { state: 'no-carrier' }),
      ]),
    );
    agent.read(
      reading('bond', bond(evil, { [evil]: 'down' }), {
        outcome: 'partial',
        problems: [{ subject: evil, message: evil }],
      }),
    );
    agent.read(
      reading('alert', [
        alertState(
          evil,
          { interface: evil },
          { summary: evil, description: evil, action: evil, runbook_url: `javascript:alert(1)//${evil}` },
        ),
      ]),
    );
    const { page, complaints } = await openPage(agent.url);
    await page.locator(`.box`, { hasText: evil }).first().waitFor();
    await live(page);
    agent.happen(eventDraft({ subject: evil, data: { message: evil } }));
    await page.locator('#event-list li', { hasText: evil }).waitFor();
    await page.locator(`[data-id="interface/interface/${evil}"]`).first().click();
    await page.locator('#sheet dd', { hasText: evil }).first().waitFor();
    expect(await page.locator('img').count()).toBe(1);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(await page.locator('#host').innerText()).toBe(evil);
    expect(complaints).toEqual([]);
  });

  it('can be used without a mouse', async () => {
    const agent = await statusServer({ view: { collectorNames: ['interface'] } });
    agent.read(reading('interface', [device('eth0', { state: 'no-carrier' }), device('eth1')]));
    const { page } = await openPage(agent.url);
    const box = page.locator('[data-id="interface/interface/eth0"]');
    await box.waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    const isFocused = () => box.evaluate((element) => element === element.ownerDocument.activeElement);
    for (let presses = 0; presses < 20 && !(await isFocused()); presses += 1) await page.keyboard.press('Tab');
    expect(await isFocused()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('no carrier').first().waitFor();
    expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await isFocused()).toBe(true);
    // What happens meanwhile takes the focus from nobody.
    agent.read(reading('interface', [device('eth0'), device('eth1')]));
    agent.happen(eventDraft({ subject: 'eth0' }));
    await page.getByRole('heading', { name: 'All is well' }).waitFor();
    expect(await isFocused()).toBe(true);
  });

  it('stays useful with 5,000 interfaces', async () => {
    const agent = await statusServer();
    const many = Array.from({ length: 5_000 }, (_, index) =>
      device(`veth${index}`, { kind: 'veth', master: 'br0', state: index % 100 === 7 ? 'no-carrier' : 'up' }),
    );
    const spaces = Array.from({ length: 300 }, (_, index) => device('eth0', { netns: `ns${index}`, kind: 'veth' }));
    agent.read(
      reading('interface', [device('eth0', { master: 'br0' }), device('br0', { kind: 'bridge' }), ...many, ...spaces]),
    );
    const { page, complaints } = await openPage(agent.url);
    await live(page);
    await page.locator('[data-id="interface/interface/br0"]').waitFor();
    const elements: number = await page.evaluate('document.querySelectorAll("*").length');
    expect(elements).toBeLessThan(3_000);
    const status = await fetch(`${agent.url}/api/v1/status`);
    expect((await status.text()).length).toBeLessThan(100_000);
    await page.getByLabel('Search').fill('veth4907');
    await expect.poll(() => page.locator('.object-rows .name').allInnerTexts()).toEqual(['veth4907']);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('broken only').check();
    await expect.poll(() => page.locator('#object-list').innerText()).toContain('1–50 of 50');
    await page.getByLabel('broken only').uncheck();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect.poll(() => page.locator('#object-list').innerText()).toContain('51–100 of 5,302');
    await page.getByLabel('Search').fill('ns299:');
    await expect.poll(() => page.locator('.object-rows .name').allInnerTexts()).toEqual(['ns299:eth0']);
    await page
      .getByRole('button', { name: /^and \d+ more$/ })
      .first()
      .click();
    await expect.poll(() => page.locator('#object-list').innerText()).toContain('1–50 of 5,302');
    await screenshot(page, 'many-interfaces');
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });

  it('costs nothing once nobody looks, and says when the agent is gone', async () => {
    const agent = await statusServer();
    const { page } = await openPage(agent.url);
    await live(page);
    expect(agent.readers()).toBe(1);
    await page.evaluate(hide(true));
    await expect.poll(agent.readers).toBe(0);
    await page.evaluate(hide(false));
    await live(page);
    await expect.poll(agent.readers).toBe(1);
    await page.context().setOffline(true);
    await page.evaluate(hide(true));
    await page.evaluate(hide(false));
    await page.locator('#trouble', { hasText: 'does not answer' }).waitFor();
    await page.context().setOffline(false);
    await page.evaluate(hide(true));
    await page.evaluate(hide(false));
    await page.locator('#trouble').waitFor({ state: 'hidden' });
  });
});

/** Lets the page believe that its tab went to the back, or came to the front. */
function hide(isHidden: boolean): string {
  return `Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${isHidden ? 'hidden' : 'visible'}' });
    document.dispatchEvent(new Event('visibilitychange'))`;
}

describe('decisions on the status page', patient, () => {
  const waiting = {
    kind: 'decision',
    subject: '0a1b2c3d',
    fields: {
      action: 'bond-link',
      object: 'bond0/eth1',
      outcome: 'waiting',
      words: 'it waits for a person',
      summary: 'set eth1 down and up again',
      asked_by: 'alert BondSlaveDown (host)',
      mode: 'approve',
      decided_at: '2026-01-31T12:00:00.000Z',
    },
  };
  const asked: Request[] = [];

  beforeEach(() => {
    asked.length = 0;
  });

  /** The pages of actions over a journal that tells of the decision; what is answered is noted. */
  async function actionPages(): Promise<readonly Route[]> {
    const directory = privateDirectory();
    writeFileSync(path.join(directory, 'token'), 'open-sesame\n');
    const config = {
      state_directory: directory,
      remediation: remediationSettings.parse({ token_file: path.join(directory, 'token') }),
    };
    const journal = await openJournal({ folder: journalFolderPath(config) });
    const alert = { by: 'alert', from: 'host', name: 'BondSlaveDown', fingerprint: 'f', since: 0, labels: {} } as const;
    const guard = { guard: 'approval', says: 'no', words: 'it waits for a person' } as const;
    const { subject: id, fields } = waiting;
    await journal.append({
      ...{ what: 'decided', id, action: fields.action, object: fields.object, mode: 'approve', trigger: alert },
      ...{ outcome: 'waiting', words: fields.words, verdicts: [guard] },
    });
    await journal.close();
    const answers = async (request: Request) => {
      asked.push(request);
      return { ok: true, words: 'it is carried out' };
    };
    const log = pino({ level: 'silent' });
    return actionRoutes({
      remediation: () => ({ answers, snapshot: () => reading('action', [waiting]) }),
      config,
      log,
    });
  }

  it('can be made only with the token', async () => {
    const agent = await statusServer({ routes: await actionPages() });
    agent.read(reading('bond', bond('bond0', { eth0: 'up', eth1: 'down' })));
    agent.read(reading('action', [waiting]));
    const { page } = await openPage(agent.url);
    page.on('dialog', (dialog) => dialog.accept('its partner is up'));
    await page.getByRole('heading', { name: 'bond-link on bond0/eth1' }).waitFor();
    await page.locator('.problem .done', { hasText: 'waits for approval' }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Reject' }).count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel(/give the token/).fill('wrong');
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('401: a token is needed').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await page.getByLabel(/give the token/).fill('open-sesame');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('it is carried out', { exact: true }).waitFor();
    const wish = { what: 'approve', decision: '0a1b2c3d', words: 'its partner is up' };
    expect(asked).toMatchObject([{ who: 'somebody over HTTP', wish }]);
    await page.getByText('The whole story').click();
    await page.locator('.verdicts li', { hasText: 'approval says no: it waits for a person' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await screenshot(page, 'action');
  });

  it('can be made by whoever the server knows by a password', async () => {
    const file = path.join(privateDirectory(), 'web.yml');
    writeFileSync(file, `basic_auth_users:\n  alice: ${hashSync('open sesame', 4)}\n`);
    const agent = await statusServer({ routes: await actionPages(), settings: { config_file: file } });
    agent.read(reading('action', [waiting]));
    const { page, complaints } = await openPage(agent.url, {
      httpCredentials: { username: 'alice', password: 'open sesame' },
    });
    page.on('dialog', (dialog) => dialog.accept('its partner is up'));
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('it is carried out', { exact: true }).waitFor();
    expect(asked).toMatchObject([{ who: 'alice over HTTP' }]);
    expect(complaints.filter((line) => !line.includes('401'))).toEqual([]);
  });
});
