import { useSyncExternalStore } from 'react';
import { lazyPart } from '../foundation/lazy-part.js';
import type { UploadQueue } from './upload-queue.js';

const Panel = lazyPart(async () => (await import('./upload-panel.js')).UploadPanel);

/** What is on its way into the spaces; fetched with the first upload. */
export function UploadPanel({ queue }: { queue: UploadQueue }) {
  const batches = useSyncExternalStore(queue.subscribe, queue.list);
  return batches.length > 0 && <Panel queue={queue} />;
}
