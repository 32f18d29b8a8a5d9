import { type GeneratorFacts, KL_CEILING } from '@deskmate/model';
import type { GeneratorPrecision, PrecisionChoice } from '../precisions/generator-precision.js';
import type { ModelFailure } from '../model-failure.js';

/** How a local generator is served. */
export interface ModelSetting {
  precision: PrecisionChoice;
  contextTokens: number;
}

type Measured = { precision: GeneratorPrecision; klToFp32: number | null };
type Facts = Pick<GeneratorFacts, 'contextTokens' | 'kvBytesPerToken' | 'precisions' | 'preferred'>;

/** Shorter than this, a question with its passages and its answer does not fit. */
const LEAST_CONTEXT = 512;
/** Where nothing is set: memory grows with the context, and questions with their passages need no more. */
const STANDARD_CONTEXT = 4_096;

export const leastContext = (contextTokens: number): number => Math.min(contextTokens, LEAST_CONTEXT);

export const standardContext = (contextTokens: number): number => Math.min(contextTokens, STANDARD_CONTEXT);

/** fp32 is what the others are compared with. */
export const isWithinCeiling = ({ klToFp32 }: Pick<Measured, 'klToFp32'>): boolean =>
  klToFp32 === null || klToFp32 <= KL_CEILING;

/** Why these weights may not be served so; null where they may. What was never measured is allowed. */
export function precisionRefusal(
  choice: PrecisionChoice,
  { precisions }: Pick<Facts, 'precisions'>,
  measured: readonly Measured[],
): ModelFailure | null {
  if (choice === 'auto') return null;
  if (!precisions.includes(choice))
    return {
      code: 'precision-not-in-weights',
      reason: `These weights hold no 4-bit blocks, so ${choice} would be the same as q8.`,
    };
  const found = measured.find(({ precision }) => precision === choice);
  if (!found || isWithinCeiling(found)) return null;
  return {
    code: 'precision-outside-ceiling',
    reason: `${choice} differs from fp32 by ${found.klToFp32!.toPrecision(2)} nats a token (measured); at most ${KL_CEILING} is allowed.`,
  };
}

/** Why that many tokens cannot be served; null where they can. `kvLimitBytes` is for all requests together. */
export function contextRefusal(
  contextTokens: number,
  facts: Pick<Facts, 'contextTokens' | 'kvBytesPerToken'>,
  kvLimitBytes: number,
): ModelFailure | null {
  const least = leastContext(facts.contextTokens);
  if (contextTokens < least)
    return {
      code: 'context-too-short',
      reason: `A question with its passages needs at least ${count(least)} tokens.`,
    };
  if (contextTokens > facts.contextTokens)
    return {
      code: 'context-too-long',
      reason: `These weights read at most ${count(facts.contextTokens)} tokens.`,
    };
  const bytes = contextTokens * facts.kvBytesPerToken;
  if (bytes <= kvLimitBytes) return null;
  const most = Math.floor(kvLimitBytes / facts.kvBytesPerToken);
  return {
    code: 'context-does-not-fit',
    reason: `${count(contextTokens)} tokens take ${mb(bytes)} (${count(facts.kvBytesPerToken)} bytes a token); this machine gives ${mb(kvLimitBytes)}, which is ${count(most)} tokens.`,
  };
}

/** The graph that a choice comes to, as the engine chooses it. */
export function servedPrecision(
  choice: PrecisionChoice,
  facts: Pick<Facts, 'precisions' | 'preferred'>,
  measured: readonly Measured[],
): GeneratorPrecision {
  if (choice !== 'auto') return choice;
  const fine = ([facts.preferred, 'q8'] as GeneratorPrecision[]).find(
    (precision) => precisionRefusal(precision, facts, measured) === null,
  );
  return fine ?? 'fp32';
}

const count = (value: number): string => value.toLocaleString('en-GB');
const mb = (bytes: number): string => `${count(Math.round(bytes / 1e6))} MB`;
