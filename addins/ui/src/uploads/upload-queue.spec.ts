import {
  type ApiClient,
  ApiProblem,
  type Document,
  type SendFileOptions,
  type VersionProgress,
} from '@deskmate/client';
import { chosenFiles } from './dropped-files.js';
import { type UploadItem, UploadQueue, batchProgress, itemProgress, mergeItems } from './upload-queue.js';

const server = (change: Partial<VersionProgress>): VersionProgress => ({
  documentId: 'd1',
  versionId: 'v1',
  title: 'a',
  fileName: 'a.md',
  folder: '',
  byteSize: 10,
  state: 'parsing',
  progress: 0.5,
  failure: null,
  ...change,
});
const item = (change: Partial<UploadItem>): UploadItem => ({
  name: 'a.md',
  byteSize: 10,
  sent: 1,
  ...change,
});

it('counts a failed file as finished, so that the whole can end', () => {
  expect(itemProgress(item({ server: server({ state: 'failed', progress: 0.1 }) }))).toBe(1);
});

it('never goes back while a file is sent, read and indexed', () => {
  const steps = [
    item({ sent: 0 }),
    item({ sent: 0.5 }),
    item({}),
    item({ server: server({}) }),
    item({ server: server({ state: 'ready' }) }),
  ];
  const values = steps.map(itemProgress);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values.at(-1)).toBe(1);
});

it('weighs large files more in the whole', () => {
  const small = item({ byteSize: 1, server: server({ state: 'ready' }) });
  const large = item({ byteSize: 1_000_000, sent: 0 });
  expect(batchProgress([small, large])).toBeLessThan(0.1);
});

it('puts what the server knows to the file that was sent, and adds files that it knows alone', () => {
  const known = mergeItems(
    [item({ versionId: 'v1' })],
    [server({ state: 'ready' }), server({ versionId: 'v2', fileName: 'b.md' })],
  );
  expect(known.map((one) => [one.name, one.server?.state])).toEqual([
    ['a.md', 'ready'],
    ['b.md', 'parsing'],
  ]);
  expect(mergeItems([item({})], [server({ versionId: 'v9' })])).toHaveLength(1);
});

it('leaves out what systems put into folders by themselves', () => {
  const names = ['.DS_Store', 'Thumbs.db', '~$report.docx', 'report.docx'];
  const files = names.map((name) => new File(['x'], name));
  expect(chosenFiles(files).map(({ file }) => file.name)).toEqual(['report.docx']);
});

describe('a new version', () => {
  const document = (change: Partial<Document>) =>
    ({
      id: 'd1',
      spaceId: 's1',
      spaceName: 'Shelf',
      title: 'Heating',
      fileName: 'heating.md',
      folder: '',
      byteSize: 10,
      state: 'queued',
      progress: 0,
      failure: null,
      version: { id: 'v1', number: 1 },
      ...change,
    }) as Document;

  it('is followed from sending to the moment that questions are answered from it', async () => {
    const later = [
      document({ state: 'parsing' }),
      document({ state: 'ready', version: { id: 'v2', number: 2 } }),
    ];
    const seen: (string | undefined)[] = [];
    const documents = {
      replace: async (_id: string, _file: File, { onProgress }: SendFileOptions) => {
        onProgress?.(0.5);
        return document({});
      },
      get: async () => later.shift()!,
    };
    const queue = new UploadQueue({ documents } as unknown as ApiClient);
    queue.subscribe(() => {
      const [item] = queue.list()[0]!.items;
      seen.push(item!.server?.state ?? `sent ${item!.sent}`);
    });
    await queue.replace(document({ state: 'ready' }), new File(['x'], 'heating.md'));
    expect([...new Set(seen)]).toEqual(['sent 0', 'sent 0.5', 'queued', 'parsing', 'ready']);
    expect(queue.list()[0]).toMatchObject({ state: 'done', replaces: 'Heating' });
  });

  it('says why it was refused', async () => {
    const refused = new ApiProblem({ status: 413, code: 'too-large', detail: 'Too large.' });
    const documents = { replace: () => Promise.reject(refused) };
    const queue = new UploadQueue({ documents } as unknown as ApiClient);
    await queue.replace(document({}), new File(['x'], 'heating.md'));
    expect(queue.list()[0]).toMatchObject({ state: 'failed', problem: { code: 'too-large' } });
  });
});
