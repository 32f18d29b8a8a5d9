import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiSession } from '../../support/api-session.js';
import { CannotMeasureError, say } from '../bench.js';
import type { SetDocument } from '../datasets.js';

/** Puts the set's documents into the product as an ordinary person. @returns the product's document id -> the set's. */
export async function uploadSet(
  session: ApiSession,
  documents: readonly SetDocument[],
): Promise<Map<string, string>> {
  const spaceId = await session.addSpace('Bench');
  const { id: uploadId } = await session.ok('POST', `/spaces/${spaceId}/uploads`, {
    files: documents.length,
  });
  const ids = new Map<string, string>();
  for (const document of documents) {
    const name = document.fileName.replaceAll('/', '__').slice(-200);
    const { status, body } = await session.upload(uploadId, name, document.bytes);
    if (status >= 300)
      throw new CannotMeasureError(`${document.fileName} was refused: ${JSON.stringify(body)}`);
    ids.set(body.id as string, document.id);
  }
  await waitUntilReady(session, uploadId);
  return ids;
}

async function waitUntilReady(session: ApiSession, uploadId: string): Promise<void> {
  for (let last = ''; ; await sleep(1_000)) {
    const { files } = await session.ok('GET', `/uploads/${uploadId}`);
    const states = (files as { state: string }[]).map(({ state }) => state);
    const ended = states.filter((state) => ['ready', 'failed', 'cancelled'].includes(state)).length;
    const line = `indexed ${ended} of ${states.length}`;
    if (line !== last) say(line);
    last = line;
    if (ended === states.length) return;
  }
}
