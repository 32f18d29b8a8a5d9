import { splitSentences } from '../../documents/index.js';

/** A sentence that a model has finished, without its marks. */
export interface WrittenSentence {
  text: string;
  /** Passages that it names, from 1. */
  cited: number[];
  kind: 'paragraph' | 'list-item' | 'heading';
  /** Begins a line of its own. */
  opensLine: boolean;
}

const MARK = /\s*[[【]\s*(\d{1,2}(?:\s*[,，、;]\s*\d{1,2})*)\s*[\]】]/gu;
const LIST_ITEM = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;
const HEADING = /^\s*#{1,6}\s+/;

/** Cuts a stream of text into finished sentences; a mark that follows the full stop still belongs to its sentence. */
export class SentenceReader {
  private buffer = '';
  private opensLine = true;

  push(text: string): WrittenSentence[] {
    this.buffer += text;
    return this.take(false);
  }

  end(): WrittenSentence[] {
    return this.take(true);
  }

  private take(isEnd: boolean): WrittenSentence[] {
    const finished: WrittenSentence[] = [];
    for (;;) {
      const length = firstSentence(this.buffer, isEnd);
      if (!length) return finished;
      const raw = this.buffer.slice(0, length);
      this.buffer = this.buffer.slice(length);
      const sentence = readSentence(raw, this.opensLine || /^\s*\n/.test(raw));
      this.opensLine = /\n\s*$/.test(raw) || /^\s*\n/.test(this.buffer);
      if (sentence) finished.push(sentence);
    }
  }
}

/** How much of the buffer is its first finished sentence with the marks after it; 0 while it may still grow. */
function firstSentence(buffer: string, isEnd: boolean): number {
  const line = /^\s*[^\n]*\n/.exec(buffer)?.[0];
  const text = line ?? buffer;
  const [first] = splitSentences(text.replace(MARK, (mark) => ' '.repeat(mark.length)));
  if (!first) return line ? line.length : isEnd ? buffer.length : 0;
  let end = first.end;
  for (let mark; (mark = new RegExp(`^${MARK.source}`, 'u').exec(text.slice(end)));) end += mark[0].length;
  if (end < text.length && /\S/.test(text.slice(end))) {
    return /^\s*[[【]?\s*[\d,，、\s]*$/.test(text.slice(end)) && !isEnd && !line ? 0 : end;
  }
  return line ? line.length : isEnd ? buffer.length : 0;
}

function readSentence(raw: string, opensLine: boolean): WrittenSentence | null {
  const cited = [...raw.matchAll(MARK)].flatMap((match) => match[1]!.split(/[^\d]+/).map(Number));
  const bare = raw.replace(MARK, '').trim();
  const kind = HEADING.test(bare) ? 'heading' : LIST_ITEM.test(bare) ? 'list-item' : 'paragraph';
  const text = bare.replace(HEADING, '').replace(LIST_ITEM, '').replace(/\*\*/g, '').trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return null;
  return { text, cited: [...new Set(cited)].filter((n) => n > 0), kind, opensLine };
}
