import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import OpenAI from 'openai';
import { ApiSession } from '../support/api-session.js';
import { type Product, hasBuild, ownDatabaseUrl, root, startProduct } from '../support/product.js';

const when = hasBuild() ? describe : describe.skip;

when(
  `keys, the OpenAI surface, backup and restore${hasBuild() ? '' : ' (skipped: not built, run npm run build)'}`,
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-integrations-'));
    let own: Awaited<ReturnType<typeof ownDatabaseUrl>>;
    let product: Product;
    let owner: ApiSession;

    beforeAll(async () => {
      own = await ownDatabaseUrl();
      product = await startProduct({ dataDir: path.join(folder, 'data'), env: own.env });
      owner = await ApiSession.asOwner(product.url, product.token!);
      const spaceId = await owner.addSpace('Kitchen');
      const files = {
        'fridge.md': '# Fridge\n\nThe fridge in Leeds is cleaned every Friday by Ann Blythe.\n',
      };
      await owner.settled(await owner.drop(spaceId, files));
    }, 180_000);
    afterAll(async () => {
      await product?.stop();
      await own.dispose();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    const addKey = async (body: object): Promise<string> =>
      (await owner.ok('POST', '/api-keys', body)).secret;
    const client = (apiKey: string): OpenAI =>
      new OpenAI({ apiKey, baseURL: `${product.url}/v1`, maxRetries: 0 });

    it('streams a chat over documents and makes embeddings with an API key', async () => {
      const openai = client(await addKey({ name: 'integration', scopes: ['chat', 'embed'] }));
      const messages = [{ role: 'user' as const, content: 'When is the fridge in Leeds cleaned?' }];
      let text = '';
      for await (const chunk of await openai.chat.completions.create({
        model: 'deskmate',
        messages,
        stream: true,
      })) {
        text += chunk.choices[0]?.delta?.content ?? '';
      }
      expect(text).toContain('Friday');
      const whole = await openai.chat.completions.create({ model: 'deskmate', messages });
      expect(whole.choices[0]!.message.annotations).toHaveLength(1);
      const { data } = await openai.embeddings.create({ model: 'all-minilm-l6-v2', input: ['one', 'two'] });
      expect(data.map(({ embedding }) => embedding.length)).toEqual([384, 384]);
      const models: string[] = [];
      for await (const model of openai.models.list()) models.push(model.id);
      expect(models).toContain('deskmate');
    }, 120_000);

    it('refuses a wrong key, an expired one and one without the scope with problem documents', async () => {
      const attempts = [
        { key: 'dk_wrong', status: 401 },
        {
          key: await addKey({
            name: 'old',
            scopes: ['chat'],
            expiresAt: new Date(Date.now() + 400).toISOString(),
          }),
          status: 401,
        },
        { key: await addKey({ name: 'embeds only', scopes: ['embed'] }), status: 403 },
      ];
      await new Promise((resolve) => setTimeout(resolve, 600));
      const codes = new Set<string>();
      for (const { key, status } of attempts) {
        const response = await fetch(`${product.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({ model: 'deskmate', messages: [{ role: 'user', content: 'x' }] }),
        });
        const body = (await response.json()) as { code: string; detail: string };
        expect(response.status).toBe(status);
        expect(response.headers.get('content-type')).toContain('application/problem+json');
        codes.add(body.code);
      }
      expect(codes.size).toBe(3);
    });

    it('restores a backup into an empty folder with the same lists and the same answers', async () => {
      const question = 'When is the fridge in Leeds cleaned?';
      const before = await seen(owner, question);
      const backup = path.join(folder, 'backup');
      expect(command(['backup', backup], path.join(folder, 'data'), own.env)).toMatch(/Backed up/);
      await product.stop();
      const fresh = await ownDatabaseUrl();
      const dataDir = path.join(folder, 'restored');
      expect(command(['restore', backup], dataDir, fresh.env)).toMatch(/Restored/);
      product = await startProduct({ dataDir, env: fresh.env });
      expect(product.token).toBeNull();
      owner = await ApiSession.signIn(product.url, 'owner');
      expect(await seen(owner, question)).toEqual(before);
      await product.stop();
      await fresh.dispose();
    }, 300_000);
  },
);

async function seen(session: ApiSession, question: string): Promise<object> {
  const spaces = await session.ok('GET', '/spaces');
  const shared = spaces.items.find((space: { kind: string }) => space.kind === 'shared');
  const documents = await session.ok('GET', `/spaces/${shared.id}/documents`);
  const conversations = await session.ok('GET', '/conversations');
  const { answer } = await session.ask(question);
  await session.ok('DELETE', `/conversations/${answer.conversationId}`);
  const { blocks, citations } = answer;
  return { spaces, documents, conversations, blocks, citations };
}

function command(args: string[], dataDir: string, env: NodeJS.ProcessEnv): string {
  const { NODE_OPTIONS: _options, ...rest } = process.env;
  const result = spawnSync(process.execPath, [path.join(root, 'backend/api/dist/src/cli.js'), ...args], {
    cwd: root,
    env: { ...rest, NODE_ENV: 'production', DESKMATE_DATA_DIR: dataDir, ...env },
    encoding: 'utf8',
  });
  return `${result.stdout}${result.stderr}`;
}
