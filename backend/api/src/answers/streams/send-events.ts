import { once } from 'node:events';
import type { Response } from 'express';
import type { NumberedEvent } from './answer-streams.js';

const HEARTBEAT_MS = 15_000;

/** Writes events as server-sent events, no faster than the reader takes them, with heartbeats while nothing comes. */
export async function sendEvents(
  response: Response,
  events: (signal: AbortSignal) => AsyncIterable<NumberedEvent>,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': still here\n\n');
  }, HEARTBEAT_MS);
  try {
    for await (const { id, event } of events(gone.signal)) {
      const taken = response.write(
        `id: ${id}\nevent: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`,
      );
      if (!taken) await once(response, 'drain', { signal: gone.signal });
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}
