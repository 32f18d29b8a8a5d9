import { hanShare } from './han-share.js';

/** From this share of Han characters on a text counts as Chinese. */
export const HAN_DOMINATED = 0.3;

/** Whether vectors of this text mean anything: an embedder without Chinese maps most of it to unknown words. */
export const reads = (languages: readonly string[], text: string): boolean =>
  languages.includes('*') || languages.includes('zh') || hanShare(text) < HAN_DOMINATED;
