import { type ComponentType, type ReactNode, Suspense, createElement, lazy } from 'react';

/** A part whose code is fetched when it is first shown; `waiting` stands in its place until then. */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  waiting: (props: P) => ReactNode = () => null,
): ComponentType<P> {
  const Part = lazy<ComponentType<P>>(async () => ({ default: await load() }));
  return function LazyPart(props: P) {
    return <Suspense fallback={waiting(props)}>{createElement(Part, props)}</Suspense>;
  };
}
