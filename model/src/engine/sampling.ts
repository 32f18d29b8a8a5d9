/** How the next token is chosen. A temperature of 0 takes the likeliest. */
export interface SamplingOptions {
  temperature: number;
  topK: number; // 0: no limit
  topP: number; // 1: no limit
  minP: number; // 0: no limit
  repetitionPenalty: number; // 1: none
  seed: number;
}

export const DEFAULT_SAMPLING: Omit<SamplingOptions, 'seed'> = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
};

/** Says what is wrong with the options, or undefined. */
export function samplingProblem(options: SamplingOptions): string | undefined {
  const { temperature, topK, topP, minP, repetitionPenalty, seed } = options;
  if (!(temperature >= 0 && temperature <= 100))
    return `temperature must be from 0 to 100, not ${temperature}`;
  if (!(Number.isSafeInteger(topK) && topK >= 0))
    return `topK must be a whole number of at least 0, not ${topK}`;
  if (!(topP > 0 && topP <= 1)) return `topP must be above 0 and at most 1, not ${topP}`;
  if (!(minP >= 0 && minP <= 1)) return `minP must be from 0 to 1, not ${minP}`;
  if (!(repetitionPenalty > 0 && repetitionPenalty <= 100))
    return `repetitionPenalty must be above 0, not ${repetitionPenalty}`;
  if (!Number.isSafeInteger(seed)) return `seed must be a whole number, not ${seed}`;
  return undefined;
}
