const MOST_CHARACTERS = 1 << 20; // of one line

/** What came is no server-sent event: another attempt would bring the same. */
export class NoEventError extends Error {}

/**
 * The data of each server-sent event until `[DONE]`. A comment keeps the connection alive and is passed over, as is any
 * line between events that is none. @throws NoEventError where nothing else came, an Error where the end is missing.
 */
export async function* eventData(
  body: AsyncIterable<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let waiting = '';
  let events = 0;
  let others = 0;
  for await (const bytes of body) {
    onBytes();
    waiting += decoder.decode(bytes, { stream: true });
    const lines = waiting.split(/\r?\n/);
    waiting = lines.pop()!;
    if (waiting.length > MOST_CHARACTERS) throw new NoEventError('an event that does not end');
    for (const line of lines) {
      if (!line.startsWith('data:')) {
        if (!/^($|:|event:|id:|retry:)/.test(line)) others++;
        continue;
      }
      const data = line.slice(5).trim();
      if (data === '[DONE]') return;
      events++;
      yield data;
    }
  }
  if (others && !events) throw new NoEventError('something that is no stream of events');
  throw new Error('the connection ended before the answer did');
}
