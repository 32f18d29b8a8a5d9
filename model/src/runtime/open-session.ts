import type { Session, SessionOptions } from './session.js';

export type Adapter = Session['adapter'];

export interface OpenOptions extends SessionOptions {
  /** Use only this adapter; by default the C API, else the binding. */
  adapter?: Adapter;
  /** Told why the C API could not be used. */
  onFallback?: (reason: Error) => void;
}

/** Loads a graph. Only failing to reach the C API falls back to the binding, and never from a GPU; a graph that is refused is an error. */
export async function openSession(file: string, options: OpenOptions): Promise<Session> {
  const adapter =
    options.adapter ?? (options.device === 'cuda' ? 'c-api' : await availableAdapter(options.onFallback));
  if (adapter === 'c-api') return (await import('./c-api-session.js')).CApiSession.open(file, options);
  return (await import('./binding-session.js')).BindingSession.open(file, options);
}

async function availableAdapter(onFallback?: (reason: Error) => void): Promise<Adapter> {
  try {
    (await import('./ort-api.js')).loadOrtApi();
    return 'c-api';
  } catch (error) {
    onFallback?.(error as Error);
    return 'binding';
  }
}
