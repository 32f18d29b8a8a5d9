import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiSession } from '../support/api-session.js';
import { CannotMeasureError, say } from './bench.js';
import type { SetDocument } from './datasets.js';

/** Puts a set's documents into the product as an ordinary person; `setIds` leads from the product's ids to the set's. */
export async function uploadSet(
  session: ApiSession,
  documents: readonly SetDocument[],
  placeOf: (document: SetDocument) => { name: string; folder?: string },
): Promise<{ spaceId: string; setIds: Map<string, string> }> {
  const spaceId = await session.addSpace('Bench');
  const { id: uploadId } = await session.ok('POST', `/spaces/${spaceId}/uploads`, {
    files: documents.length,
  });
  const setIds = new Map<string, string>();
  for (const [i, document] of documents.entries()) {
    const { name, folder } = placeOf(document);
    const { status, body } = await session.upload(uploadId, name, document.bytes, folder);
    if (status >= 300)
      throw new CannotMeasureError(`${document.fileName} was refused: ${JSON.stringify(body)}`);
    setIds.set(body.id as string, document.id);
    if (i % 100 === 99) say(`uploaded ${i + 1} of ${documents.length}`);
  }
  await waitUntilReady(session, uploadId);
  return { spaceId, setIds };
}

interface UploadFile {
  fileName: string;
  state: string;
  failure: { reason: string } | null;
}

async function waitUntilReady(session: ApiSession, uploadId: string): Promise<void> {
  for (let last = ''; ; await sleep(1_000)) {
    const { files, progress, secondsLeft } = await session.ok('GET', `/uploads/${uploadId}`);
    const states = (files as UploadFile[]).map(({ state }) => state);
    const failed = states.filter((state) => state === 'failed' || state === 'cancelled').length;
    const done = states.filter((state) => state === 'ready').length;
    const line = `indexed ${done} of ${states.length}, ${Math.round(progress * 100)} %, ${secondsLeft ?? '?'} s left`;
    if (line !== last) say(line);
    last = line;
    if (done + failed === states.length) {
      const reasons = (files as UploadFile[])
        .filter(({ failure }) => failure)
        .map(({ fileName, failure }) => `${fileName}: ${failure?.reason}`);
      if (failed) say(`${failed} documents failed, e.g. ${reasons.slice(0, 3).join('; ')}`);
      return;
    }
  }
}
