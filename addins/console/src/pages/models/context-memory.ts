import type { ModelSetting } from '@deskmate/client';

type Limits = Pick<
  ModelSetting,
  'leastContextTokens' | 'mostContextTokens' | 'kvBytesPerToken' | 'kvLimitBytes'
>;

/** What a context takes: of memory, and how many conversations of that length are served at once. */
export type ContextMemory =
  | { state: 'fits'; bytes: number; atOnce: number }
  | { state: 'outside' }
  | { state: 'too-large'; bytes: number; fittingTokens: number };

/** The engine never serves more together. */
const MOST_AT_ONCE = 16;

/** The same arithmetic as the server's, which refuses what does not fit. */
export function contextMemory(tokens: number, limits: Limits): ContextMemory {
  const { leastContextTokens, mostContextTokens, kvBytesPerToken, kvLimitBytes } = limits;
  if (!Number.isInteger(tokens) || tokens < leastContextTokens || tokens > mostContextTokens)
    return { state: 'outside' };
  const bytes = tokens * kvBytesPerToken;
  if (bytes > kvLimitBytes)
    return { state: 'too-large', bytes, fittingTokens: Math.floor(kvLimitBytes / kvBytesPerToken) };
  return { state: 'fits', bytes, atOnce: Math.min(MOST_AT_ONCE, Math.floor(kvLimitBytes / bytes)) };
}
