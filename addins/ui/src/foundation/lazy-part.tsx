import { type ComponentType, type ReactNode, Suspense, createElement, lazy } from 'react';

/** A part whose code is fetched when it is first shown; `fallback` stands there until then. */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  fallback: ReactNode = null,
): ComponentType<P> {
  const Part = lazy<ComponentType<P>>(async () => ({ default: await load() }));
  return function LazyPart(props: P) {
    return <Suspense fallback={fallback}>{createElement(Part, props)}</Suspense>;
  };
}
