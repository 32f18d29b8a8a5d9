import { Injectable } from '@nestjs/common';
import { logger } from '../platform/index.js';
import { ModelStore } from './model-store.js';
import { type ModelFailure, failureOf } from './model-failure.js';
import type { PullProgress } from './pull.js';

export interface PullState {
  modelId: string;
  state: 'idle' | 'running' | 'done' | 'failed';
  receivedBytes: number;
  totalBytes: number;
  bytesPerS: number;
  secondsLeft: number | null;
  failure: ModelFailure | null;
}

/** Downloads that run beside requests, one a model. An interrupted one goes on when it is asked for again. */
@Injectable()
export class Pulls {
  private readonly states = new Map<string, PullState>();

  constructor(private readonly store: ModelStore) {}

  stateOf(modelId: string): PullState {
    const known = this.states.get(modelId);
    if (known) return known;
    const { installed, bytesOnDisk, files } = this.store.get(modelId);
    const totalBytes = files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    return { ...idle(modelId), state: installed ? 'done' : 'idle', receivedBytes: bytesOnDisk, totalBytes };
  }

  start(modelId: string): PullState {
    const before = this.stateOf(modelId);
    if (before.state === 'running' || (before.state === 'done' && this.store.get(modelId).installed))
      return before;
    const state: PullState = { ...before, state: 'running', failure: null };
    this.states.set(modelId, state);
    void this.store
      .pull(modelId, { onProgress: (progress) => Object.assign(state, figuresOf(progress)) })
      .then(() => Object.assign(state, { state: 'done', secondsLeft: 0 }))
      .catch((err: unknown) => {
        logger.warn({ err, model: modelId }, 'weights not fetched');
        Object.assign(state, { state: 'failed', failure: failureOf(err) });
      });
    return state;
  }

  forget(modelId: string): void {
    this.states.delete(modelId);
  }
}

const idle = (modelId: string): PullState => ({
  modelId,
  state: 'idle',
  receivedBytes: 0,
  totalBytes: 0,
  bytesPerS: 0,
  secondsLeft: null,
  failure: null,
});

const figuresOf = ({
  receivedBytes,
  totalBytes,
  bytesPerS,
  secondsLeft,
}: PullProgress): Partial<PullState> => ({
  receivedBytes,
  totalBytes,
  bytesPerS,
  secondsLeft,
});
