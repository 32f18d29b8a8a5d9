import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from './loading.js';
import { ProblemView } from './problem-view.js';

interface QueryStateProps<T> {
  query: UseQueryResult<T>;
  /** What stands there when there is nothing; shown when `isEmpty` says so. */
  empty?: ReactNode;
  isEmpty?: (data: T) => boolean;
  rows?: number;
  children: (data: T) => ReactNode;
}

/** The four states of a page: loading, failed with retry, empty with the next step, and what it holds. */
export function QueryState<T>({ query, empty, isEmpty, rows, children }: QueryStateProps<T>) {
  if (query.data === undefined) {
    if (query.isError) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
    return <Loading rows={rows} />;
  }
  return (
    <>
      {query.isError && <ProblemView error={query.error} onRetry={() => void query.refetch()} />}
      {empty && isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}
