import type { Feeds, Session, Tensor } from '../runtime/session.js';
import { KvCache, kvBytesPerToken, type CacheShape } from './kv-cache.js';

export interface TextLogitsShape extends CacheShape {
  vocabulary: number;
}

/** Logits at the last `positions` of a text, from one run over all of it: for measuring, not for generating. */
export async function textLogits(
  session: Session,
  shape: TextLogitsShape,
  { ids, positions, adapter = {} }: { ids: readonly number[]; positions: number; adapter?: Feeds },
): Promise<Float32Array[]> {
  const time = ids.length;
  const bytesPerToken = kvBytesPerToken(shape);
  const cache = new KvCache(session, shape, {
    bytesPerToken,
    maxBytes: time * bytesPerToken,
    maxRows: 1,
    contextTokens: time,
  });
  cache.lease(time);
  const { past, present } = cache.feeds(0, 1);
  const inputs = {
    ids: filled(session.allocate('i64', [1, time]), ids.map(BigInt)),
    last_positions: filled(session.allocate('i32', [1]), [time - 1]),
    longest: filled(session.allocate('i32', [1]), [time]),
    rows: filled(
      session.allocate('i64', [positions]),
      Array.from({ length: positions }, (_, i) => BigInt(time - positions + i)),
    ),
  };
  const logits = session.allocate('f32', [positions, shape.vocabulary]);
  const binding = session.bind({ ...inputs, ...adapter, ...past }, { logits, ...present });
  try {
    await session.run(binding);
    return Array.from({ length: positions }, (_, i) =>
      logits.data.slice(i * shape.vocabulary, (i + 1) * shape.vocabulary),
    );
  } finally {
    binding.release();
    cache.free();
    for (const tensor of [...Object.values(inputs), logits]) tensor.release();
  }
}

function filled<T extends Tensor>(tensor: T, values: readonly (number | bigint)[]): T {
  values.forEach((value, i) => (tensor.data[i] = value as never));
  return tensor;
}
