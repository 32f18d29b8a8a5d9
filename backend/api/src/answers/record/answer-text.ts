import type { ChatMessage } from '../../models/index.js';
import type { AnswerBlock, Conflict } from '../answer.dto.js';
import type { Language } from '../phrases.js';

/** What an answer says and was asked, kept apart from its row, under its person's key. */
export interface AnswerText {
  question: string;
  /** The stand-alone question that was searched for. */
  query: string;
  /** Those that were asked about alone; absent: all of them. */
  documentIds?: string[];
  language: Language;
  modeReason: string;
  modelName: string | null;
  blocks: AnswerBlock[];
  conflicts: Conflict[];
  /** Absent: none. */
  notes?: string[];
  /** What was sent to the model, as it was; absent when quoted. */
  messages?: ChatMessage[];
  tokenIds?: number[];
  error?: { code: string; detail: string; retryable: boolean };
}
