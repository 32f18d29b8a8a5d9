import type { Answer, Citation } from '@deskmate/client';
import type { TFunction } from 'i18next';

const documentsOf = (citations: Citation[]): number =>
  new Set(citations.map((citation) => citation.documentId)).size;

/** The line that says how an answer was made. */
export function madeLine(answer: Answer, t: TFunction): string {
  const count = documentsOf(answer.citations);
  if (answer.finishReason === 'declined') return t('answer.declinedLine');
  if (answer.mode === 'quote') return t('answer.quotedFrom', { count });
  return t('answer.writtenBy', {
    model: answer.model?.name ?? t('answer.aModel'),
    count,
    supported: answer.support.supported,
    sentences: answer.support.sentences,
  });
}

/** The answer as text that keeps its sources: what Copy and Share hand on. */
export function answerAsText(answer: Answer, source: (citation: Citation) => string): string {
  const body = answer.blocks.map((block) => {
    const marks = block.citations.map((number) => `[${number}]`).join('');
    return `${block.kind === 'list-item' ? '- ' : ''}${block.text}${marks ? ` ${marks}` : ''}`;
  });
  const sources = answer.citations.map((citation) => `[${citation.number}] ${source(citation)}`);
  return [...body, ...(sources.length ? ['', ...sources] : [])].join('\n');
}
