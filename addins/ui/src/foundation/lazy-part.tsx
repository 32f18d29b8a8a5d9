import { type ComponentType, type ReactNode, Suspense, createElement, lazy } from 'react';

const RETRY_MS = [500, 2000];

/** A part whose code is fetched when it is first shown; `waiting` stands in its place until then. */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  waiting: (props: P) => ReactNode = () => null,
): ComponentType<P> {
  const Part = lazy<ComponentType<P>>(async () => ({ default: await insistently(load) }));
  return function LazyPart(props: P) {
    return <Suspense fallback={waiting(props)}>{createElement(Part, props)}</Suspense>;
  };
}

/** A server that restarts is away for a moment; what is still missing then fails as a broken page, to be reloaded. */
export async function insistently<T>(load: () => Promise<T>, retryMs = RETRY_MS): Promise<T> {
  for (const delay of retryMs) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
  return load();
}
