import type { AnswerBlock } from '../answer.dto.js';
import type { AnswerRun } from '../answer-run.js';
import type { Draft, DraftCitation } from '../draft.js';
import type { Candidate } from '../quote/candidate.js';
import { citationOf } from '../quote/quote-draft.js';
import type { Judged } from './judge-sentence.js';

/** Grows a written answer sentence by sentence, and numbers its citations as they come. */
export class WrittenDraft {
  readonly blocks: AnswerBlock[] = [];
  readonly citations: DraftCitation[] = [];
  private readonly sources: Candidate[] = [];
  private sentences = 0;
  private supported = 0;

  constructor(private readonly run: AnswerRun) {}

  /** Adds to the last block where line and sources go on, else begins one. @returns what was added, and where. */
  add({ sentence, supported, sources }: Judged): { index: number; text: string; block: AnswerBlock } {
    if (supported !== null) this.sentences++;
    if (supported) this.supported++;
    const citations = sources.map((source) => this.cite(source));
    const last = this.blocks.at(-1);
    const goesOn =
      last &&
      !sentence.opensLine &&
      last.supported === supported &&
      last.citations.join() === citations.join();
    if (last && goesOn) {
      const text = (/\p{Script=Han}|[。！？]/u.test(last.text.at(-1)!) ? '' : ' ') + sentence.text;
      last.text += text;
      return { index: this.blocks.length - 1, text, block: last };
    }
    const block: AnswerBlock = { kind: sentence.kind, text: sentence.text, citations, supported };
    this.blocks.push(block);
    return { index: this.blocks.length - 1, text: sentence.text, block };
  }

  get isMostlyUnsupported(): boolean {
    return this.supported * 2 < this.sentences || this.sentences === 0;
  }

  get counts(): { sentences: number; supported: number } {
    return { sentences: this.sentences, supported: this.supported };
  }

  get draft(): Pick<Draft, 'blocks' | 'citations' | 'support' | 'usedChunks' | 'written'> {
    return {
      blocks: this.blocks,
      citations: this.citations,
      support: { ...this.counts, confidence: null },
      written: this.counts,
      usedChunks: [...new Set(this.citations.flatMap(({ chunkId }) => chunkId ?? []))],
    };
  }

  private cite(candidate: Candidate): number {
    const known = this.sources.findIndex(
      (other) => other.block === candidate.block && other.start === candidate.start,
    );
    if (known >= 0) return known + 1;
    const { start, end, text } = candidate;
    this.sources.push(candidate);
    this.citations.push(citationOf(this.run, { candidate, start, end, text }, this.sources.length));
    return this.sources.length;
  }
}
