/// <reference lib="dom" />
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { chromiumPath } from './product.js';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Window {
  page: Page;
  context: BrowserContext;
  /** What a page may never do: breaking the CSP, asking another origin, failing with a script error. */
  offences: string[];
}

export interface WindowOptions {
  locale?: 'en-GB' | 'zh-CN';
  width?: number;
  height?: number;
  dark?: boolean;
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath!, headless: true, args: switches });

/** A window of its own, with its own cookies, that writes down every offence. */
export async function openWindow(
  browser: Browser,
  url: string,
  options: WindowOptions = {},
): Promise<Window> {
  const { locale = 'en-GB', width = 1280, height = 860, dark, storageState } = options;
  const context = await browser.newContext({
    baseURL: url,
    locale,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(storageState && { storageState }),
  });
  const offences: string[] = [];
  await context.exposeBinding('__offence', (_, text: string) => void offences.push(text));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { __offence: (text: string) => void }).__offence;
      report(`CSP ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => offences.push(`script: ${error.message}`));
  page.on('dialog', (dialog) => {
    offences.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    const target = new URL(request.url());
    if (['data:', 'blob:'].includes(target.protocol) || target.origin === new URL(url).origin) return;
    offences.push(`left the origin: ${request.url()}`);
  });
  return { page, context, offences };
}

/**
 * What axe finds on the page, one line each. Tabster's focus dummies are not for people, and it gives the page back
 * to readers a moment after the last dialog has left: a page that stays hidden without one fails here.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.waitForFunction(
    () =>
      document.querySelector('[role=dialog], [role=alertdialog]') ||
      !document.querySelector('#root[aria-hidden=true]'),
  );
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run({ exclude: [['[data-tabster-dummy]']] }, { iframes: false });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
  });
}
