import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Browser } from 'playwright-core';
import { parse } from 'yaml';
import { ApiSession } from '../support/api-session.js';
import { axeViolations, openBrowser, openWindow } from '../support/browser.js';
import { type OpenAiTestServer, startOpenAiServer } from '../support/openai-server.js';
import { eventually, signIn } from '../support/page-actions.js';
import { type Product, chromiumPath, hasBuild, root, startProduct } from '../support/product.js';

/** An owner adds a larger model on a server, routes questions to it with one that stands in, and takes it away again. */
const missing = !hasBuild() ? 'not built, run npm run build' : chromiumPath ? '' : 'no Chromium here';
const output = path.join(root, 'test/e2e/output');

const words = {
  'en-GB': {
    add: 'Add a server',
    id: 'Model id',
    address: 'Address',
    model: 'Model name on the server',
    key: 'API key',
    works: /First word after .*Hello from the GPU/,
    offers: /The server offers: big-1, big-2/,
    table: 'Model servers',
    test: 'Test',
    change: 'Change: ',
    save: 'Save',
    modelFor: 'Model for Questions',
    fallbackFor: 'Stand-in for Questions',
    remove: 'Remove: ',
    removeNow: 'Remove',
    inUse: /serves “ask”|is still in use/,
    download: 'Download compose.yaml',
    none: 'No servers',
  },
  'zh-CN': {
    add: '添加服务器',
    id: '模型标识',
    address: '地址',
    model: '服务器上的模型名称',
    key: 'API 密钥',
    works: /后出现第一个词.*Hello from the GPU/,
    offers: /服务器提供的模型：big-1, big-2/,
    table: '模型服务器',
    test: '测试',
    change: '修改: ',
    save: '保存',
    modelFor: '回答问题的模型',
    fallbackFor: '回答问题的替补模型',
    remove: '移除: ',
    removeNow: '移除',
    inUse: /serves “ask”|仍在使用/,
    download: '下载 compose.yaml',
    none: '没有服务器',
  },
};

(missing ? describe.skip : describe)(`model servers${missing && ` (skipped: ${missing})`}`, () => {
  let product: Product;
  let browser: Browser;
  let owner: ApiSession;
  let server: OpenAiTestServer;
  let state: Awaited<ReturnType<Awaited<ReturnType<typeof openWindow>>['context']['storageState']>>;

  beforeAll(async () => {
    fs.mkdirSync(output, { recursive: true });
    server = await startOpenAiServer();
    product = await startProduct();
    owner = await ApiSession.asOwner(product.url, product.token!, 'anna');
    const spaceId = await owner.addSpace('Kitchen');
    await owner.settled(
      await owner.drop(spaceId, { 'stove.md': '# Stove\n\nThe gas stove is checked on 3 May.\n' }),
    );
    browser = await openBrowser();
    const window = await openWindow(browser, product.url);
    await signIn(window.page, 'anna', 'correct horse battery');
    state = await window.context.storageState();
    await window.context.close();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await server?.close();
  }, 60_000);

  it.each(['en-GB', 'zh-CN'] as const)(
    'are added, tested, changed, routed and removed, and the compose file is downloaded, in %s',
    async (locale) => {
      const say = words[locale];
      const id = locale === 'en-GB' ? 'big' : 'gross';
      const { page, context, offences } = await openWindow(browser, product.url, {
        locale,
        storageState: state,
      });
      server.script({ text: 'Hello from the GPU.', pauseMs: 5 });

      await page.goto('/console/models');
      await page.getByText(say.none).waitFor();
      await page.getByRole('button', { name: say.add }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(say.id).fill(id);
      await dialog.getByLabel(say.address).fill(server.url);
      await dialog.getByLabel(say.model).fill('big-1');
      await dialog.getByLabel(say.key).fill('sk-secret');
      await dialog.getByRole('button', { name: say.add }).click();
      const table = page.getByRole('region', { name: say.table, exact: true });
      await table.getByText(say.works).waitFor({ timeout: 30_000 });
      expect(server.requests.at(-1)?.authorization).toBe('Bearer sk-secret');

      server.script({ status: 404 });
      await table.getByRole('button', { name: say.test }).click();
      await table.getByText(say.offers).waitFor();
      await page.screenshot({ path: path.join(output, `model-servers-${locale}.png`), fullPage: true });

      await table.getByRole('button', { name: `${say.change}${id}` }).click();
      await page.getByRole('dialog').getByLabel(say.model).fill('big-2');
      server.script('Hello from the GPU.');
      await page.getByRole('dialog').getByRole('button', { name: say.save }).click();
      await table.getByText(say.works).waitFor();
      expect(server.requests.at(-1)).toMatchObject({
        authorization: 'Bearer sk-secret',
        body: { model: 'big-2' },
      });

      await page.getByLabel(say.modelFor).selectOption(id);
      await page.getByLabel(say.fallbackFor).selectOption('smollm2-135m-instruct');
      const route = { skill: 'ask', modelId: id, fallbackId: 'smollm2-135m-instruct', servingId: id };
      await eventually(
        async () => (await owner.ok('GET', '/model-routes')).items,
        ([ask]) => isDeepStrictEqual(ask, route),
      );
      await owner.ok('PUT', '/models/assignment', { mode: 'write' });
      server.script('The gas stove is checked on 3 May [1].');
      const { answer } = await owner.ask('When is the gas stove checked?');
      expect(answer).toMatchObject({ mode: 'write', model: { id } });
      await owner.ok('PUT', '/models/assignment', { mode: null });

      await table.getByRole('button', { name: `${say.remove}${id}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: say.removeNow, exact: true }).click();
      await page.getByRole('dialog').getByText(say.inUse).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await axeViolations(page)).toEqual([]);

      await page.getByLabel(say.fallbackFor).selectOption('');
      await page.getByLabel(say.modelFor).selectOption('');
      await eventually(
        async () => (await owner.ok('GET', '/model-routes')).items,
        ([ask]) => ask.modelId === null && ask.fallbackId === null,
      );
      await table.getByRole('button', { name: `${say.remove}${id}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: say.removeNow, exact: true }).click();
      await page.getByText(say.none).waitFor();

      await page.goto('/console/deploy');
      const waiting = page.waitForEvent('download');
      await page.getByRole('link', { name: say.download }).click();
      const file = await (await waiting).path();
      const { services } = parse(fs.readFileSync(file, 'utf8'), { merge: true }) as { services: object };
      expect(Object.keys(services)).toEqual(['database', 'api', 'worker', 'vllm']);
      expect(await axeViolations(page)).toEqual([]);
      await page.screenshot({ path: path.join(output, `deploy-${locale}.png`), fullPage: true });
      expect(offences).toEqual([]);
      await context.close();
    },
    180_000,
  );
});
