import type { GenerateEvent, GenerateRequest } from './model.js';

export interface EmbedderInfo {
  id: string;
  /** What its vectors are kept under: only those of one such id are compared. Another precision, another id. */
  vectorsId: string;
  dimensions: number;
  /** False where its vectors of this text mean nothing, e.g. Chinese for an English model. */
  reads(text: string): boolean;
}

export interface GeneratorInfo {
  /** Null: no model is there to write with. */
  modelId: string | null;
  name: string | null;
  contextTokens: number;
  mayWrite: boolean;
  /** Why it may or may not write, as a sentence for people, and as a code for translations. */
  reason: string;
  reasonCode: 'profile-passed' | 'profile-failed' | 'not-measured' | 'owner-decided' | 'no-model';
}

/**
 * The one door to models. Every failure is a Problem: `model-missing` (503), `model-restarting` (503, retryable),
 * `model-server-failed` (502), `model-busy` (429).
 */
export abstract class ModelGateway {
  abstract readonly embedder: EmbedderInfo;
  /** Vectors of passages, one a text, in order. */
  abstract embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  abstract embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array>;
  /** Which model serves a skill, and whether its profile or the owner lets it write. */
  abstract generator(skill: string): Promise<GeneratorInfo>;
  abstract generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Tokens that each text takes in a generator or in the embedder; exact for our engine. */
  abstract countTokens(texts: readonly string[], modelId: string): Promise<number[]>;
}
