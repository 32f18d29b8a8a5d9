import { openSession } from '../src/runtime/open-session.js';
import type { ElementType } from '../src/runtime/session.js';

export interface SessionInput {
  type: ElementType;
  shape: number[];
  values: ArrayLike<number>;
}

/** Opens a graph, runs it on each set of inputs, and gives the named outputs of every run. */
export async function runSession(
  graph: string,
  inputs: Record<string, SessionInput>,
  outputs: Record<string, number[]>,
): Promise<Record<string, Float32Array>> {
  const session = await openSession(graph, { threads: 1 });
  const feeds = Object.entries(inputs).map(([name, { type, shape, values }]) => {
    const tensor = session.allocate(type, shape);
    for (let i = 0; i < values.length; i++)
      tensor.data[i] = (type === 'i64' ? BigInt(values[i]!) : values[i]!) as never;
    return [name, tensor] as const;
  });
  const results = Object.entries(outputs).map(
    ([name, shape]) => [name, session.allocate('f32', shape)] as const,
  );
  const binding = session.bind(Object.fromEntries(feeds), Object.fromEntries(results));
  await session.run(binding);
  const found = Object.fromEntries(results.map(([name, tensor]) => [name, tensor.data.slice()]));
  binding.release();
  for (const [, tensor] of [...feeds, ...results]) tensor.release();
  session.close();
  return found;
}
