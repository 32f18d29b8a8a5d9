import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ApiSession } from '../support/api-session.js';
import { type Window, axeViolations, openBrowser, openWindow } from '../support/browser.js';
import { askInPane, dropPaths, eventually, markedWords, signIn } from '../support/page-actions.js';
import { type Product, chromiumPath, hasBuild, startProduct } from '../support/product.js';

const missing = !hasBuild()
  ? 'not built, run npm run build'
  : !chromiumPath
    ? 'no Chromium on this machine'
    : '';
const when = missing ? describe.skip : describe;

const PASSWORD = 'correct horse battery';
const QUESTION = 'When is the boiler in the Lancaster building serviced?';
const FIRST = '# Heating\n\nThe boiler in the Lancaster building is serviced on 14 March by Olga Brandt.\n';
const SECOND = '# Heating\n\nThe boiler in the Lancaster building is serviced on 2 May by Karl Ohm.\n';

when(`the life of a document${missing && ` (skipped: ${missing})`}`, () => {
  const desk = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-desk-'));
  let product: Product;
  let browser: Browser;
  let window: Window;
  let page: Page;
  let anna: ApiSession;
  /** Ben reads the first floor alone, Cora the second floor alone. */
  const readers = {} as Record<'ben' | 'cora', { session: ApiSession; window: Window }>;
  let spaces: Record<'first' | 'second', string>;
  let heatingId: string;
  let firstConversation: string;

  beforeAll(async () => {
    product = await startProduct();
    anna = await ApiSession.asOwner(product.url, product.token!, 'anna');
    spaces = { first: await anna.addSpace('First floor'), second: await anna.addSpace('Second floor') };
    browser = await openBrowser();
    for (const [login, spaceId] of [
      ['ben', spaces.first],
      ['cora', spaces.second],
    ] as const) {
      const { id, session } = await anna.addPerson(login);
      await anna.ok('PUT', `/spaces/${spaceId}/grants`, { personId: id, role: 'reader' });
      readers[login] = { session, window: await openWindow(browser, product.url) };
      await signIn(readers[login].window.page, login, PASSWORD);
    }
    window = await openWindow(browser, product.url);
    page = window.page;
    await signIn(page, 'anna', PASSWORD);
    putOnDesk('heating.md', FIRST);
    putOnDesk('handbook/keys.md', '# Keys\n\nThe spare keys hang in room 114.\n');
    putOnDesk('handbook/safety/ladders.md', '# Ladders\n\nTwo people carry a ladder of 3 metres.\n');
    putOnDesk('handbook/safety/rules.md', longText());
    putOnDesk('handbook/.DS_Store', 'nobody means this');
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    fs.rmSync(desk, { recursive: true, force: true });
  }, 60_000);
  afterEach(() =>
    expect([window, readers.ben.window, readers.cora.window].flatMap((one) => one.offences)).toEqual([]),
  );

  it('begins with a drop of a file and a folder, with progress for each and in all', async () => {
    await page.goto(`/console/spaces/${spaces.first}`);
    await page.getByText('No documents yet').waitFor();
    await dropPaths(page, [onDesk('heating.md'), onDesk('handbook')], () =>
      page.getByText('Drop files or a folder to add them to “First floor”').waitFor(),
    );
    const uploads = page.getByRole('region', { name: 'Uploads' });
    await uploads.getByText('Adding 4 files to First floor').waitFor();
    await uploads.getByRole('progressbar', { name: 'In all' }).waitFor();
    expect((await uploads.getByRole('listitem').allInnerTexts()).map(firstLine).sort()).toEqual([
      'handbook/keys.md',
      'handbook/safety/ladders.md',
      'handbook/safety/rules.md',
      'heating.md',
    ]);
    expect(
      await uploads
        .getByRole('listitem')
        .filter({ hasText: /\d+\s?%/ })
        .count(),
    ).toBeGreaterThan(0);
    expect(await axeViolations(page)).toEqual([]);
    await uploads.getByText('4 files added to First floor').waitFor({ timeout: 120_000 });
    await rowOf(page, 'handbook/safety/ladders.md').getByText('Ready').waitFor();

    const { items } = await anna.ok('GET', `/spaces/${spaces.first}/documents`);
    expect(items.map(({ folder, state }: Loose) => [folder, state]).sort()).toEqual([
      ['', 'ready'],
      ['handbook', 'ready'],
      ['handbook/safety', 'ready'],
      ['handbook/safety', 'ready'],
    ]);
    heatingId = items.find(({ fileName }: Loose) => fileName === 'heating.md').id;
  }, 180_000);

  it('answers from it in the pane, and opens its citation', async () => {
    await page.goto('/');
    const turn = await askInPane(page, QUESTION);
    await turn.getByText('14 March').first().waitFor();
    await openSource(turn, 'heating');
    expect(await markedWords(page)).toContain('14 March');
    expect(await page.getByText(/has changed since/).count()).toBe(0);
    firstConversation = new URL(page.url()).pathname.split('/').at(-1)!;
    expect(await citationsOf(anna, firstConversation)).toEqual([
      expect.objectContaining({
        documentId: heatingId,
        versionNumber: 1,
        isCurrentVersion: true,
        spaceName: 'First floor',
      }),
    ]);
  }, 120_000);

  it('is replaced: old answers keep the old words and say so, new answers cite the new ones', async () => {
    await page.goto(`/console/spaces/${spaces.first}`);
    putOnDesk('heating.md', SECOND);
    const chooser = page.waitForEvent('filechooser');
    await choose(page, 'heating.md', 'Replace with a new version');
    await (await chooser).setFiles(onDesk('heating.md'));
    const uploads = page.getByRole('region', { name: 'Uploads' });
    await uploads.getByText('“heating” has a new version. Citations keep the one that they cite.').waitFor();
    await eventually(
      () => anna.ok('GET', `/documents/${heatingId}`),
      ({ state, version }) => state === 'ready' && version.number === 2,
    );
    await rowOf(page, 'heating.md').getByText('Ready').waitFor();
    await choose(page, 'heating.md', 'Versions');
    const versions = page.getByRole('dialog', { name: 'Versions of “heating”' });
    await versions.getByRole('listitem').nth(1).waitFor();
    expect((await versions.getByRole('listitem').allInnerTexts()).map(firstLine)).toEqual([
      'Version 2',
      'Version 1',
    ]);
    expect(await axeViolations(page)).toEqual([]);
    await versions.getByRole('button', { name: 'Close' }).click();

    await page.goto(`/c/${firstConversation}`);
    const old = page.getByRole('article').first();
    await old.getByText('Version 1; the document has changed since').waitFor();
    await openSource(old, 'heating');
    await page
      .getByText('The document has changed since. You see version 1, the one that was cited.')
      .waitFor();
    expect(await markedWords(page)).toContain('14 March');
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show the current version' }).click();
    await page.frameLocator('iframe').getByText('2 May').waitFor();
    expect(await page.getByText(/has changed since\. You see/).count()).toBe(0);

    await page.goto('/');
    const turn = await askInPane(page, QUESTION);
    await turn.getByText('2 May').first().waitFor();
    expect(await turn.innerText()).not.toContain('14 March');
    const [citation] = await citationsOf(anna, new URL(page.url()).pathname.split('/').at(-1)!);
    expect(citation).toMatchObject({ documentId: heatingId, versionNumber: 2, isCurrentVersion: true });
  }, 180_000);

  it('is renamed, in the list and in every citation', async () => {
    await page.goto(`/console/spaces/${spaces.first}`);
    await choose(page, 'heating.md', 'Rename');
    const dialog = page.getByRole('dialog', { name: 'Rename the document' });
    expect(await dialog.getByRole('textbox').inputValue()).toBe('heating');
    await dialog.getByRole('textbox').fill('Boilers and radiators');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await rowOf(page, 'heating.md').getByText('Boilers and radiators').waitFor();
    expect((await anna.ok('GET', `/documents/${heatingId}`)).title).toBe('Boilers and radiators');
    await page.goto(`/c/${firstConversation}`);
    await page
      .getByRole('button', { name: /Boilers and radiators/ })
      .first()
      .waitFor();
  }, 60_000);

  it('is moved: who reads only the old space loses it at once, who reads the new one gains it', async () => {
    const { ben, cora } = readers;
    const benConversation = await seesIt(ben, spaces.first);
    await seesNothing(cora, spaces.second);

    await page.goto(`/console/spaces/${spaces.first}`);
    await choose(page, 'heating.md', 'Move to another space');
    const dialog = page.getByRole('dialog', { name: 'Move “Boilers and radiators”' });
    await dialog.getByRole('combobox', { name: 'Into space' }).selectOption({ label: 'Second floor' });
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Move' }).click();
    await told(page, '“Boilers and radiators” moved');
    await rowOf(page, 'heating.md').waitFor({ state: 'detached' });

    await seesIt(cora, spaces.second);
    await seesNothing(ben, spaces.first);
    const kept = ben.window.page;
    await kept.goto(`/c/${benConversation}`);
    await kept.getByText(/no longer open to you/).waitFor();
    expect(await kept.getByRole('main').innerText()).not.toMatch(/2 May|Boilers|Second floor/);
    expect((await ben.session.request('GET', `/documents/${heatingId}`)).status).toBe(404);
  }, 240_000);

  it('is deleted: gone from the next question, listed as deleted, and back whole', async () => {
    await page.goto(`/console/spaces/${spaces.second}`);
    await choose(page, 'heating.md', 'Delete');
    await told(page, '“Boilers and radiators” deleted');
    await rowOf(page, 'heating.md').waitFor({ state: 'detached' });
    await seesNothing(readers.cora, spaces.second);
    expect(await found(anna)).toEqual([]);

    await page.getByRole('tab', { name: 'Deleted' }).click();
    const deleted = page.getByRole('row').filter({ hasText: 'Boilers and radiators' });
    await deleted.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await deleted.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Nothing was deleted').waitFor();
    await seesIt(readers.cora, spaces.second);

    await page.getByRole('tab', { name: 'Documents' }).click();
    await choose(page, 'heating.md', 'Delete');
    await rowOf(page, 'heating.md').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await rowOf(page, 'heating.md').waitFor();
    await page.goto('/');
    await (await askInPane(page, QUESTION)).getByText('2 May').first().waitFor();
  }, 240_000);

  it('leaves conversations that their owner deletes, with a way back', async () => {
    await page.goto(`/c/${firstConversation}`);
    await page.getByRole('article').first().waitFor();
    const current = page.getByRole('listitem').filter({ has: page.locator('[aria-current="page"]') });
    const before = (await anna.ok('GET', '/conversations')).items.length;
    await current.getByRole('button', { name: /^More about/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('What would you like to know').waitFor();
    expect((await anna.ok('GET', '/conversations')).items).toHaveLength(before - 1);
    expect((await anna.request('GET', `/conversations/${firstConversation}`)).status).toBe(404);
    await page.getByRole('button', { name: 'Undo' }).click();
    await eventually(
      async () => (await anna.request('GET', `/conversations/${firstConversation}`)).status,
      (status) => status === 200,
    );
    await page.locator(`a[href*="${firstConversation}"]`).waitFor();
  }, 60_000);

  it('ends with its space, which the owner deletes and can bring back', async () => {
    await page.goto(`/console/spaces/${spaces.second}?tab=settings`);
    await page.getByRole('button', { name: 'Delete this space' }).click();
    await page.waitForURL(/\/console\/spaces$/);
    await told(page, '“Second floor” deleted');
    await page.getByRole('link', { name: /Second floor/ }).waitFor({ state: 'detached' });
    const { session, window: coras } = readers.cora;
    expect((await session.request('GET', `/spaces/${spaces.second}`)).status).toBe(404);
    expect(await found(session)).toEqual([]);
    await coras.page.goto('/console/spaces');
    await coras.page.getByRole('link', { name: /Personal/ }).waitFor();
    expect(await coras.page.getByRole('main').innerText()).not.toContain('Second floor');
    await coras.page.goto('/');
    const turn = await askInPane(coras.page, QUESTION);
    expect(await turn.innerText()).not.toMatch(/2 May|Boilers/);

    await page.getByRole('switch', { name: 'Show deleted spaces' }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Second floor' })
      .getByRole('button', { name: 'Restore' })
      .click();
    await told(page, '“Second floor” restored');
    await seesIt(readers.cora, spaces.second);
  }, 180_000);

  it('goes the same way in Chinese', async () => {
    const chinese = await openWindow(browser, product.url, {
      locale: 'zh-CN',
      storageState: await window.context.storageState(),
    });
    const { page: zh } = chinese;
    await zh.evaluate(() => undefined);
    await inChinese(zh);
    expect(chinese.offences).toEqual([]);
    await chinese.context.close();
  }, 240_000);

  async function inChinese(zh: Page): Promise<void> {
    const question = '利兹的冰箱星期几清洗？';
    const chinese = { box: '问题', whole: /摘自|未作回答/ };
    putOnDesk('冰箱.md', '# 冰箱\n\n利兹的冰箱每星期五由安·布莱思清洗。\n');
    await zh.goto(`/console/spaces/${spaces.first}`);
    await zh.getByRole('tab', { name: '文档' }).waitFor();
    await dropPaths(zh, [onDesk('冰箱.md')], () =>
      zh.getByText('松手即可把文件或文件夹加入“First floor”').waitFor(),
    );
    await zh.getByText('已把 1 个文件加入“First floor”').waitFor({ timeout: 120_000 });

    await zh.goto('/');
    const turn = await askInPane(zh, question, chinese);
    await turn.getByRole('listitem').getByRole('button').filter({ hasText: '冰箱' }).first().click();
    expect(await markedWords(zh)).toContain('星期五');
    const conversation = zh.url();

    await zh.goto(`/console/spaces/${spaces.first}`);
    putOnDesk('冰箱.md', '# 冰箱\n\n利兹的冰箱每星期一由安·布莱思清洗。\n');
    const chooser = zh.waitForEvent('filechooser');
    await choose(zh, '冰箱.md', '用新版本替换');
    await (await chooser).setFiles(onDesk('冰箱.md'));
    await zh.getByText('“冰箱”已有新版本。已有的引用仍指向原来的版本。').waitFor();
    const [{ id }] = (
      await anna.ok('GET', `/spaces/${spaces.first}/documents?query=${encodeURIComponent('冰箱')}`)
    ).items;
    await eventually(
      () => anna.ok('GET', `/documents/${id}`),
      ({ state, version }) => state === 'ready' && version.number === 2,
    );

    await zh.goto(conversation);
    await zh.getByText('文档后来已有改动。您看到的是当时引用的第 1 版。').waitFor();
    expect(await markedWords(zh)).toContain('星期五');
    await zh.goto('/');
    expect(await (await askInPane(zh, question, chinese)).innerText()).toContain('星期一');

    await zh.goto(`/console/spaces/${spaces.first}`);
    await choose(zh, '冰箱.md', '删除');
    await told(zh, '已删除“冰箱”');
    await rowOf(zh, '冰箱.md').waitFor({ state: 'detached' });
    await zh.getByRole('tab', { name: '已删除' }).click();
    await zh.getByRole('row').filter({ hasText: '冰箱' }).waitFor();
    expect(await axeViolations(zh)).toEqual([]);
    await zh.getByRole('button', { name: '恢复' }).click();
    await zh.getByText('没有删除过文档').waitFor();
  }

  /** In the list, in search and in an answer; returns the conversation of the answer. */
  async function seesIt({ session, window: own }: (typeof readers)['ben'], spaceId: string): Promise<string> {
    await own.page.goto(`/console/spaces/${spaceId}`);
    await rowOf(own.page, 'heating.md').waitFor();
    expect(await found(session)).toContain(heatingId);
    await own.page.goto('/');
    const turn = await askInPane(own.page, QUESTION);
    await turn.getByText('2 May').first().waitFor();
    return new URL(own.page.url()).pathname.split('/').at(-1)!;
  }

  async function seesNothing(
    { session, window: own }: (typeof readers)['ben'],
    spaceId: string,
  ): Promise<void> {
    await own.page.goto(`/console/spaces/${spaceId}`);
    await own.page
      .getByText(/No documents yet/)
      .or(rowOf(own.page, 'keys.md'))
      .first()
      .waitFor();
    expect(await rowOf(own.page, 'heating.md').count()).toBe(0);
    expect(await found(session)).not.toContain(heatingId);
    await own.page.goto('/');
    const turn = await askInPane(own.page, QUESTION);
    expect(await turn.innerText()).not.toMatch(/2 May|14 March|Boilers/);
  }

  const onDesk = (name: string): string => path.join(desk, name);

  function putOnDesk(name: string, text: string): void {
    fs.mkdirSync(path.dirname(onDesk(name)), { recursive: true });
    fs.writeFileSync(onDesk(name), text);
  }
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what the server said; the assertions give it its shape
type Loose = any;

const firstLine = (text: string): string => text.split('\n')[0]!;

const rowOf = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });

/** A short message says so; screen readers have a copy of their own. */
const told = (page: Page, text: string): Promise<void> =>
  page.getByText(text, { exact: true }).first().waitFor();

async function choose(page: Page, name: string, action: string): Promise<void> {
  await rowOf(page, name).getByRole('button').last().click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

const openSource = (turn: Locator, title: string): Promise<void> =>
  turn.getByRole('listitem').getByRole('button').filter({ hasText: title }).first().click();

const found = async (session: ApiSession): Promise<string[]> =>
  (await session.ok('POST', '/search', { query: 'boiler Lancaster serviced' })).passages
    .filter(({ text }: Loose) => /boiler/.test(text))
    .map(({ documentId }: Loose) => documentId);

const citationsOf = async (session: ApiSession, conversationId: string): Promise<Loose[]> =>
  (await session.ok('GET', `/conversations/${conversationId}`)).answers.at(-1).citations;

/** Enough to read that its progress can be seen. */
const longText = (): string =>
  Array.from(
    { length: 60 },
    (_, i) =>
      `## Rule ${i + 1}\n\nRule ${i + 1} asks everybody on floor ${i % 7} to keep door ${i * 3} shut, and to say so.\n`,
  ).join('\n');
