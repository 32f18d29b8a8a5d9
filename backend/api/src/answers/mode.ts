import type { GeneratorInfo } from '../models/index.js';
import type { ChosenMode } from './answer-run.js';
import type { Mode } from './answer.dto.js';
import { type Language, phrasesOf } from './phrases.js';

/** Quote or write, and why: the model's profile or the owner decides; a person may always ask for quotes. */
export function chooseMode(wish: Mode | undefined, generator: GeneratorInfo, language: Language): ChosenMode {
  const say = phrasesOf(language);
  const quote = (reason: string): ChosenMode => ({ mode: 'quote', reason, model: null, contextTokens: 0 });
  if (wish === 'quote') return quote(say.quotedByWish);
  const { modelId, name, mayWrite, reason, contextTokens } = generator;
  if (modelId && mayWrite) {
    return { mode: 'write', reason, model: { id: modelId, name: name ?? modelId }, contextTokens };
  }
  return quote(wish === 'write' ? say.cannotWrite(reason) : `${say.quoted} ${reason}`.trim());
}
