/// <reference lib="dom" />
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ApiSession } from '../support/api-session.js';
import { type Window, axeViolations, openBrowser, openWindow } from '../support/browser.js';
import { type Product, chromiumPath, hasBuild, startProduct } from '../support/product.js';

const missing = !hasBuild()
  ? 'not built, run npm run build'
  : !chromiumPath
    ? 'no Chromium on this machine'
    : '';
const when = missing ? describe.skip : describe;

const PASSWORD = 'correct horse battery';
type State = Awaited<ReturnType<BrowserContext['storageState']>>;

const HOSTILE_HTML = `<!doctype html><html><head><title>Stove</title>
<script>document.title='ran'; fetch('https://evil.example/script')</script>
<link rel="stylesheet" href="https://evil.example/style.css"><meta http-equiv="refresh" content="0;url=https://evil.example/away">
<base href="https://evil.example/"></head><body onload="fetch('https://evil.example/onload')">
<h1>Stove</h1><p>The gas stove is checked every Tuesday by Olga Brandt.</p>
<img src="https://evil.example/pixel.png" onerror="alert(1)"><iframe src="https://evil.example/frame"></iframe>
<form action="https://evil.example/form" method="post"><input name="x"><button>Send</button></form>
<a href="javascript:alert(1)">link</a><svg onload="alert(1)"></svg>
<style>body{background:url(https://evil.example/background.png)}</style></body></html>`;

const HOSTILE_MAIL = [
  'From: mallory@evil.example',
  'To: anna@example.org',
  'Subject: Oven seals',
  'Date: Mon, 02 Nov 2026 09:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>The oven seals are delivered on 19 November by Karl Ohm.</p><script>alert(1)</script>',
  '<img src="https://evil.example/tracker.gif"><form action="https://evil.example/"><input></form>',
  '',
].join('\r\n');

when(`pages${missing && ` (skipped: ${missing})`}`, () => {
  let product: Product;
  let browser: Browser;
  let owner: ApiSession;
  let state: State;
  let spaceId: string;
  let conversationId: string;
  const files: Record<string, string> = {};

  beforeAll(async () => {
    product = await startProduct();
    owner = await ApiSession.asOwner(product.url, product.token!, 'anna');
    spaceId = await owner.addSpace('Kitchen');
    const upload = await owner.settled(
      await owner.drop(spaceId, {
        'stove.html': HOSTILE_HTML,
        'oven.eml': HOSTILE_MAIL,
        'broken.docx': 'this is no docx',
        '冰箱.md': '# 冰箱\n\n利兹的冰箱每星期五由安·布莱思清洗。\n',
      }),
    );
    for (const file of upload.files) files[file.fileName] = file.documentId;
    const { answer } = await owner.ask('When is the gas stove checked?');
    conversationId = answer.conversationId;
    browser = await openBrowser();
    state = await signedIn(browser, product.url);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  }, 60_000);

  const routes = (): string[] => [
    '/',
    `/c/${conversationId}`,
    `/documents/${files['stove.html']}`,
    '/nothing-here',
    '/link/no-such-link',
    '/console/spaces',
    '/console/spaces?deleted=true',
    `/console/spaces/${spaceId}`,
    `/console/spaces/${spaceId}?tab=members`,
    `/console/spaces/${spaceId}?tab=deleted`,
    `/console/spaces/${spaceId}?tab=settings`,
    `/console/spaces/${spaceId}?open=${files['冰箱.md']}`,
    '/console/models',
    '/console/people',
    '/console/people?tab=groups',
    '/console/api-keys',
    '/console/deploy',
    '/console/health',
    '/console/audit',
    '/console/settings',
    '/console/nothing-here',
  ];

  const looks = [
    { language: 'English', look: 'light', locale: 'en-GB' as const, width: 1280, dark: false },
    { language: 'Chinese', look: 'dark', locale: 'zh-CN' as const, width: 1280, dark: true },
    { language: 'English', look: 'dark and narrow', locale: 'en-GB' as const, width: 320, dark: true },
    { language: 'Chinese', look: 'light and narrow', locale: 'zh-CN' as const, width: 320, dark: false },
  ];

  it.each(looks)(
    'hold no offence for axe, CSP or origin, and never scroll sideways, in $language, $look',
    async (look) => {
      const window = await openWindow(browser, product.url, { ...look, storageState: state });
      const faults: string[] = [];
      for (const route of routes()) {
        await window.page.goto(route);
        await settledPage(window.page);
        for (const violation of await axeViolations(window.page)) faults.push(`${route} ${violation}`);
        const isWide = await window.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (isWide) faults.push(`${route} scrolls sideways`);
      }
      expect([...faults, ...window.offences]).toEqual([]);
      await window.context.close();
    },
    300_000,
  );

  it('send their scripts compressed, and answers of the API as they are', async () => {
    const html = await (await fetch(product.url)).text();
    const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(html) ?? [];
    const packed = await fetch(`${product.url}${script}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect((await packed.text()).length).toBeGreaterThan(1000);
    const setup = await fetch(`${product.url}/api/v1/setup`, { headers: { 'accept-encoding': 'gzip' } });
    expect(setup.headers.get('content-encoding')).toBeNull();
  });

  it('ask in Chinese, and open the source at its place', async () => {
    const window = await openWindow(browser, product.url, { locale: 'zh-CN', storageState: state });
    const { page } = window;
    await page.goto('/');
    await page.getByRole('textbox', { name: '问题' }).fill('利兹的冰箱星期几清洗？');
    await page.keyboard.press('Enter');
    await page.getByText(/摘自 \d+ 份文档/).waitFor({ timeout: 60_000 });
    await page
      .getByRole('button', { name: /^出处 1：/ })
      .first()
      .click();
    await page.frameLocator('iframe').locator('#hit').first().waitFor();
    const marked = await page.frameLocator('iframe').locator('mark').allInnerTexts();
    expect(marked.join('')).toContain('星期五');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(await axeViolations(page)).toEqual([]);
    expect(window.offences).toEqual([]);
    await window.context.close();
  }, 120_000);

  it.each([
    ['page', 'stove.html', /gas stove is checked every Tuesday/],
    ['mail', 'oven.eml', /oven seals are delivered on 19 November/],
  ])(
    'show a hostile %s of which nothing runs and nothing is fetched',
    async (_, name, text) => {
      const window = await openWindow(browser, product.url, { storageState: state });
      await window.page.goto(`/documents/${files[name]}`);
      const frame = window.page.frameLocator('iframe');
      await frame.getByText(text).waitFor();
      expect(await window.page.locator('iframe').getAttribute('sandbox')).toBe('');
      expect(
        await frame
          .locator('script, img, iframe, form, input, [onload], [onerror], [href^="javascript"]')
          .count(),
      ).toBe(0);
      await window.page.waitForTimeout(1_000);
      expect(window.offences).toEqual([]);
      await window.context.close();
    },
    60_000,
  );

  it('say why a document failed, and find, rename and delete one with a way back', async () => {
    const window = await openWindow(browser, product.url, { storageState: state });
    const { page } = window;
    await page.goto(`/console/spaces/${spaceId}`);
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('broken.docx').waitFor();
    expect((await row('broken.docx').innerText()).length).toBeGreaterThan('broken.docx'.length + 20);
    await page.getByRole('searchbox').fill('冰箱');
    await row('broken.docx').waitFor({ state: 'detached' });
    expect(page.url()).toContain('query=');
    await row('冰箱')
      .getByRole('button', { name: /^More about/ })
      .click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await row('冰箱').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await row('冰箱').waitFor();
    await page.goto(`/console/spaces/${spaceId}?tab=deleted`);
    await page.getByText('Nothing was deleted').waitFor();
    expect(window.offences).toEqual([]);
    await window.context.close();
  }, 90_000);

  it('list where one is signed in, and end another session at once', async () => {
    const there = await ApiSession.signIn(product.url, 'anna');
    const window = await openWindow(browser, product.url, { storageState: state });
    const { page } = window;
    await page.goto('/console/settings');
    const sessions = page.getByRole('list', { name: 'Sessions' });
    await sessions.getByText('this one').waitFor();
    expect(await sessions.getByRole('listitem').filter({ hasText: 'this one' }).innerText()).toMatch(
      /^Chrome on Linux/,
    );
    const before = await sessions.getByRole('listitem').count();
    await page.getByRole('button', { name: 'End the session in Another program' }).first().click();
    await sessions
      .getByRole('listitem')
      .nth(before - 1)
      .waitFor({ state: 'detached' });
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'End all others' }).click();
    await sessions.getByRole('listitem').nth(1).waitFor({ state: 'detached' });
    expect((await there.request('GET', '/session')).status).toBe(401);
    expect((await there.request('GET', '/documents/deleted')).body.code).toBe('session-ended');
    await page.reload();
    await sessions.getByText('this one').waitFor();
    expect(window.offences).toEqual([]);
    await window.context.close();
  }, 60_000);

  it('can be used by keyboard alone: a list of shortcuts, asking, and opening a source', async () => {
    const window = await openWindow(browser, product.url, { storageState: state });
    const { page } = window;
    await page.goto(`/c/${conversationId}`);
    await page
      .getByRole('button', { name: /^Source 1: / })
      .first()
      .waitFor();
    await page
      .getByRole('button', { name: /^Source 1: / })
      .first()
      .focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^Source 1: / })
      .first()
      .press('Enter');
    await page.getByRole('region', { name: /^Document: / }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: /^Document: / }).waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await window.context.close();
  }, 60_000);
});

async function signedIn(browser: Browser, url: string): Promise<State> {
  const { page, context, offences }: Window = await openWindow(browser, url);
  await page.goto('/console/settings');
  await page.waitForURL(/\/sign-in\?next=/);
  await page.getByLabel('Sign-in name').fill('anna');
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/console\/settings/);
  const state = await context.storageState();
  await page.getByRole('heading', { name: 'My settings' }).waitFor();
  expect(offences).toEqual([]);
  await context.close();
  return { cookies: state.cookies, origins: [] };
}

/** The page has its heading and waits for nothing more. */
async function settledPage(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .fui-Skeleton'));
  await page.waitForTimeout(150);
}
