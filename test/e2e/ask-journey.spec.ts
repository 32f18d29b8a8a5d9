/// <reference lib="dom" />
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Window, axeViolations, openBrowser, openWindow } from '../support/browser.js';
import { type OpenAiTestServer, startOpenAiServer } from '../support/openai-server.js';
import { type Product, chromiumPath, hasBuild, startProduct } from '../support/product.js';

const missing = !hasBuild()
  ? 'not built, run npm run build'
  : !chromiumPath
    ? 'no Chromium on this machine'
    : '';
const when = missing ? describe.skip : describe;

const PASSWORD = 'correct horse battery';

/** One question of the sample company for each kind of place that a citation can open. */
const kinds = [
  { kind: 'paragraph', question: 'What notice period applies during probation?', place: /paragraph \d+/ },
  { kind: 'page', question: 'How many characters must a password have in Lancaster?', place: /p\. \d+/ },
  {
    kind: 'cells',
    question: 'What is the midpoint of the salary band for grade E?',
    place: /[A-Z]+\d+:[A-Z]+\d+/,
  },
  { kind: 'slide', question: 'When is firmware 5.0 planned?', place: /slide \d+/ },
  { kind: 'mail', question: 'What hardness did sample 3 of lot 26-0417 have?', place: /attachment|mail/ },
  { kind: 'heading', question: 'G20 断网后能缓存多少天的数据？', place: /断网/ },
];

when(`asking, from an empty machine to a cited answer${missing && ` (skipped: ${missing})`}`, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-journey-'));
  let product: Product;
  let writer: OpenAiTestServer;
  let browser: Browser;
  let window: Window;
  let page: Page;

  beforeAll(async () => {
    writer = await startOpenAiServer();
    const servers = [{ id: 'slow-writer', baseUrl: writer.url, model: 'scripted', contextTokens: 4096 }];
    product = await startProduct({
      env: { DESKMATE_OPEN_AI_SERVERS: JSON.stringify(servers), DESKMATE_GENERATOR: 'slow-writer' },
    });
    browser = await openBrowser();
    window = await openWindow(browser, product.url);
    page = window.page;
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await writer?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }, 60_000);
  afterEach(() => expect(window.offences).toEqual([]));

  it('makes the owner by the token of the printed address', async () => {
    await page.goto(`/#token=${product.token}`);
    await page.getByLabel('Your name').fill('Anna Berger');
    await page.getByLabel('Sign-in name').fill('anna');
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create the owner account' }).click();
    await page.getByText('What would you like to know, Anna?').waitFor();
    expect(page.url()).not.toContain('token');
  }, 60_000);

  it('loads the sample company with progress', async () => {
    await page.getByRole('button', { name: 'Load the sample company' }).click();
    await page.getByText(/Reading the sample company: \d+ of \d+ documents/).waitFor();
    await page.getByRole('list', { name: 'Questions to try' }).waitFor({ timeout: 300_000 });
    expect(await page.getByText(/Answers come from \d+ documents in 3 spaces/).count()).toBe(1);
    await everythingIndexed(page);
  }, 600_000);

  it.each(kinds)(
    'opens a citation of the kind $kind at the highlighted place',
    async ({ kind, question, place }) => {
      await page.goto('/');
      await ask(page, question);
      const turn = page.getByRole('article');
      await turn.getByText(/Quoted from|Not answered/).waitFor({ timeout: 60_000 });
      // A source of the answer or, should it have declined, one of the nearest passages: both open in the same way.
      await turn.getByRole('listitem').getByRole('button').filter({ hasText: place }).first().click();
      const viewer = page.getByRole('region', { name: /^Document: / }).first();
      await viewer.getByText(place).first().waitFor();
      await hitIsInSight(page);
      if (kind === 'page') expect(Math.max(...(await heightsOfHits(page)))).toBeLessThan(30); // lines, no block
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await viewer.waitFor({ state: 'detached' });
    },
    120_000,
  );

  it('takes a follow-up as part of the conversation', async () => {
    await page.goto('/');
    await ask(page, 'How many characters must a password have in Lancaster?');
    await page
      .getByText(/14 characters/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByText(/Quoted from/).waitFor({ timeout: 60_000 }); // while it is being made, Enter sends nothing
    await ask(page, 'And in Ningbo?');
    await page
      .getByRole('article')
      .nth(1)
      .getByText(/Quoted from|Not answered/)
      .waitFor({ timeout: 60_000 });
    await page.reload();
    await page.getByRole('article').nth(1).waitFor();
    expect(await page.getByRole('article').count()).toBe(2);
  }, 180_000);

  it('keeps a thumb up, and a thumb down with its reason and sentence', async () => {
    const turn = page.getByRole('article').first();
    await turn.getByRole('button', { name: 'Good answer' }).click();
    await page.getByText('Kept, thank you').first().waitFor();
    await turn.getByRole('button', { name: 'Bad answer' }).click();
    await turn.getByRole('button', { name: 'Too long' }).click();
    await turn.getByRole('textbox', { name: /Say it in a sentence/ }).fill('Half of it would do.');
    await turn.getByRole('button', { name: 'Send' }).click();
    await turn.getByRole('form', { name: 'What was wrong?' }).waitFor({ state: 'detached' });
    await page.reload();
    const down = page.getByRole('article').first().getByRole('button', { name: 'Bad answer' });
    await down.waitFor();
    expect(await down.getAttribute('aria-pressed')).toBe('true');
  }, 60_000);

  it('puts another try in the place of the first, with a switch between them', async () => {
    const turn = page.getByRole('article').first();
    await turn.getByRole('button', { name: 'Answer again' }).click();
    await turn.getByText('2/2').waitFor();
    await turn.getByText(/Quoted from|Not answered/).waitFor({ timeout: 60_000 });
    await page.reload();
    await turn.getByText('2/2').waitFor();
    expect(await page.getByRole('article').count()).toBe(2);
    await turn.getByRole('button', { name: 'Earlier version of this answer' }).click();
    await turn.getByText('1/2').waitFor();
    // The vote was given to the first try.
    const down = turn.getByRole('button', { name: 'Bad answer' });
    expect(await down.getAttribute('aria-pressed')).toBe('true');
  }, 120_000);

  it('asks about one document alone until that is taken back', async () => {
    const about = /^Only about “Information Security Policy”$/;
    await page.getByRole('button', { name: 'Ask only about “Information Security Policy”' }).first().click();
    const chip = page.getByRole('group', { name: about });
    await chip.waitFor();
    await ask(page, 'When is firmware 5.0 planned?');
    const turn = page.getByRole('article').nth(2);
    await turn.getByText(about).waitFor();
    await turn.getByText(/Quoted from|Not answered/).waitFor({ timeout: 60_000 });
    const titles = await turn.getByRole('listitem').getByRole('button').allInnerTexts();
    expect(
      titles.filter((title) => title && !/Information Security Policy|^Add a|^Search all/.test(title)),
    ).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await chip.getByRole('button', { name: 'Ask about all documents again' }).click();
    await chip.waitFor({ state: 'detached' });
  }, 120_000);

  it('adds a dropped file with progress, and answers from it', async () => {
    await page.goto('/');
    await page.getByText('What would you like to know').waitFor();
    await drop(
      page,
      'parking.md',
      '# Parking\n\nThe bicycle shed in Lancaster is locked at 21:40 by Petra Quill.\n',
    );
    await page.getByText(/1 file .*into which space/).waitFor();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText(/1 file (added to|can be asked about)/).waitFor({ timeout: 60_000 });
    await ask(page, 'When is the bicycle shed locked?');
    await page.getByText(/21:40/).first().waitFor({ timeout: 60_000 });
  }, 150_000);

  it('keeps what was typed when the server is away, and goes on by itself', async () => {
    await page.goto('/');
    const box = page.getByRole('textbox', { name: 'Question' });
    await box.fill('Who seals the T200?');
    await window.context.setOffline(true);
    await page.keyboard.press('Enter');
    await page.getByText('The server cannot be reached.').first().waitFor({ timeout: 30_000 });
    expect(await box.inputValue()).toBe('Who seals the T200?');
    await window.context.setOffline(false);
    await page
      .getByText('The server cannot be reached.')
      .first()
      .waitFor({ state: 'detached', timeout: 30_000 });
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Question' }).inputValue()).toBe('Who seals the T200?');
    await page.getByRole('textbox', { name: 'Question' }).fill('');
  }, 90_000);

  it('stops an answer that is being written, and keeps what was there', async () => {
    const sentence = 'Passwords have at least 14 characters. ';
    writer.script({ text: sentence.repeat(60), pauseMs: 150 });
    await page.goto('/console/models');
    await page.getByRole('radio', { name: /^Write/ }).click();
    await page.getByText('Answers are written').waitFor();
    await page.goto('/');
    await ask(page, 'How many characters must a password have in Lancaster?');
    const turn = page.getByRole('article');
    await turn
      .getByText(/Writing/)
      .first()
      .waitFor({ timeout: 60_000 });
    await turn.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped this answer').waitFor({ timeout: 10_000 });
    await page.goto('/console/models');
    await page.getByRole('radio', { name: /^As the profile says/ }).click();
    await page.getByText('Answers are quoted').waitFor();
  }, 150_000);

  it('shows a second person nothing of the closed space', async () => {
    await page.goto('/console/people');
    await page.getByRole('button', { name: 'Invite someone' }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Ben Second');
    await form.getByLabel('Sign-in name').fill('ben');
    await form.getByRole('button', { name: 'Create the invitation' }).click();
    const link = await page.getByRole('textbox', { name: 'One-time link' }).inputValue();

    const second = await openWindow(browser, product.url);
    await second.page.goto(link);
    await second.page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    expect(await axeViolations(second.page)).toEqual([]);
    await second.page.getByRole('button', { name: 'Accept and sign in' }).click();
    await ask(second.page, 'What is the midpoint of the salary band for grade E?');
    await second.page.getByText(/Quoted from|Not answered/).waitFor({ timeout: 60_000 });
    const answer = await second.page.getByRole('article').innerText();
    expect(answer).not.toMatch(/53,500|Salary bands/);
    await second.page.goto('/console/spaces');
    await second.page.getByRole('link', { name: /Everyone/ }).waitFor();
    const spaces = await second.page.getByRole('main').innerText();
    expect(spaces).not.toMatch(/Board/);
    expect(second.offences).toEqual([]);
    await second.context.close();
  }, 150_000);
});

/** Words are searchable at once; these tests want the meaning indexed as well, so that they see the same answers always. */
async function everythingIndexed(page: Page): Promise<void> {
  for (const until = Date.now() + 480_000; Date.now() < until;) {
    const states = await page.evaluate(async () => {
      const read = async (path: string) => (await (await fetch(`/api/v1/${path}`)).json()).items;
      const spaces: { id: string }[] = await read('spaces');
      const lists = await Promise.all(spaces.map(({ id }) => read(`spaces/${id}/documents?limit=200`)));
      return lists.flat().map((document: { state: string }) => document.state);
    });
    if (states.every((state) => state === 'ready' || state === 'failed')) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error('indexing did not end');
}

async function ask(page: Page, question: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Question' });
  await box.waitFor();
  await box.fill(question);
  await box.press('Enter');
}

/** The cited words are marked, and are where the eye is: in the frame of a page, or as a box on the sheet of a pdf. */
async function hitIsInSight(page: Page): Promise<void> {
  const box = page.locator('[data-hit]').first();
  const mark = page.frameLocator('iframe').locator('#hit').first();
  await Promise.any([box.waitFor({ timeout: 20_000 }), mark.waitFor({ timeout: 20_000 })]);
  const hit = (await box.count()) > 0 ? box : mark;
  await expectInSight(hit);
}

const heightsOfHits = (page: Page): Promise<number[]> =>
  page.locator('[data-hit]').evaluateAll((hits) => hits.map((hit) => hit.getBoundingClientRect().height));

async function expectInSight(hit: ReturnType<Page['locator']>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const place = await hit.boundingBox();
    if (place && place.width > 5 && place.height > 5 && place.y >= 0 && place.y < 840) return;
    if (attempt > 40) throw new Error(`the cited place is not in sight: ${JSON.stringify(place)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content!], fileName!, { type: 'text/markdown' }));
      return data;
    },
    [name, text],
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.getByText('Drop files or a folder to add them').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}
