import { AsyncLocalStorage } from 'node:async_hooks';

interface Trace {
  correlationId: string;
}

const storage = new AsyncLocalStorage<Trace>();

/** The id that ties a request, its log lines, its jobs and its answer together. */
export const correlationId = (): string | undefined => storage.getStore()?.correlationId;

export const withCorrelation = <T>(id: string, run: () => T): T => storage.run({ correlationId: id }, run);
