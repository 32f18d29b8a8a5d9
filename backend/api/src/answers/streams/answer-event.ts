import type { ProblemBody } from '../../platform/index.js';
import type { Answer, AnswerBlock, Citation, Mode } from '../answer.dto.js';

export type AnswerStage = 'understanding' | 'searching' | 'reading' | 'quoting' | 'writing' | 'checking';

/** What a reader of a running answer is told, in the order of the wire (see the backend's DESIGN.md). */
export type AnswerEvent =
  | {
      name: 'answer-start';
      data: {
        answerId: string;
        conversationId: string;
        ordinal: number;
        mode: Mode;
        modelId: string | null;
        modeReason: string;
      };
    }
  | {
      name: 'answer-stage';
      data: { stage: AnswerStage; spaces?: number; passages?: number; indexing?: number };
    }
  | {
      name: 'answer-delta';
      data: Pick<AnswerBlock, 'kind' | 'text' | 'citations' | 'supported'> & { index: number };
    }
  | { name: 'answer-citation'; data: Citation }
  | { name: 'answer-end'; data: { answer: Answer } }
  | { name: 'answer-error'; data: ProblemBody & { retryable: boolean } };

export const isLast = ({ name }: AnswerEvent): boolean => name === 'answer-end' || name === 'answer-error';
