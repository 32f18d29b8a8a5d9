/// <reference lib="dom" />
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** What people do on our pages, for journeys in a real browser. */

export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Sign-in name').fill(login);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
}

/** Types a question and sends it; returns its turn once the answer is whole. */
export async function askInPane(
  page: Page,
  question: string,
  { box = 'Question', whole = /Quoted from|Not answered/ }: { box?: string; whole?: RegExp } = {},
): Promise<Locator> {
  const composer = page.getByRole('textbox', { name: box });
  await composer.fill(question);
  await composer.press('Enter');
  const turn = page.getByRole('article').filter({ hasText: question }).last();
  await turn.getByText(whole).first().waitFor({ timeout: 60_000 });
  return turn;
}

/** Drops files and folders of this machine on the page, as the desktop would; `over` looks at the page just before. */
export async function dropPaths(
  page: Page,
  paths: string[],
  over: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const desktop = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    desktop.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  const dropped = page.evaluate(
    () =>
      new Promise<boolean>((resolve) =>
        document.addEventListener('drop', () => resolve(true), { once: true, capture: true }),
      ),
  );
  await send('dragEnter');
  await send('dragOver');
  await over();
  // a hand never holds quite still: a busy browser forgets a drop that no movement stood before
  for (let attempt = 0; attempt < 5; attempt++) {
    await send('dragOver');
    await send('drop');
    if (await Promise.race([dropped, sleep(2_000, false)])) break;
    await send('dragEnter');
  }
  await desktop.detach();
}

/** The words that the viewer marks as cited, once they stand there. */
export async function markedWords(page: Page): Promise<string> {
  const frame = page.frameLocator('iframe');
  await frame.locator('#hit').first().waitFor({ timeout: 30_000 });
  return (await frame.locator('mark').allInnerTexts()).join(' ');
}

/** Asks again and again until `read` says so; the last error or value tells why it did not. */
export async function eventually<T>(read: () => Promise<T>, isSo: (value: T) => boolean, timeoutMs = 60_000) {
  let value = await read();
  for (const until = Date.now() + timeoutMs; Date.now() < until && !isSo(value); value = await read())
    await sleep(250);
  if (!isSo(value)) throw new Error(`not within ${timeoutMs} ms: ${JSON.stringify(value)}`);
  return value;
}
