import { Problem } from '../platform/index.js';

/** Why weights did not come or a model does not start: a stable code, and a sentence. */
export interface ModelFailure {
  code: string;
  reason: string;
}

export const failureOf = (error: unknown, code = 'internal'): ModelFailure =>
  error instanceof Problem
    ? { code: error.code, reason: error.detail }
    : { code, reason: error instanceof Error ? error.message : String(error) };
