import { Injectable } from '@nestjs/common';
import { Retrieval, selfContained } from '../retrieval/index.js';
import type { AnswerRun } from './answer-run.js';
import type { Draft } from './draft.js';
import { IndexStateRepository } from './passages/index-state.repository.js';
import { PassageBlockRepository } from './passages/passage-block.repository.js';
import { openPassages, placesOf } from './passages/open-passages.js';
import { Quoting } from './quote/quoting.js';
import { Writing } from './write/writing.js';

/** Passages that a question is answered from. */
const PASSAGES = 10;
/**
 * While more of the readable chunks than this have no vector, everything goes by words: half an index of meanings
 * would give another answer every few seconds.
 */
const MOST_WITHOUT_VECTORS = 0.05;

/** Question -> passages -> quoted or written, checked, cited. The record of it is kept by the caller. */
@Injectable()
export class Answering {
  constructor(
    private readonly retrieval: Retrieval,
    private readonly index: IndexStateRepository,
    private readonly blocks: PassageBlockRepository,
    private readonly quoting: Quoting,
    private readonly writing: Writing,
  ) {}

  async answer(run: AnswerRun): Promise<Draft> {
    run.query = await run.stage('understanding', () => this.understand(run));
    run.passages = await run.stage('searching', () => this.search(run));
    run.opened = await run.stage('reading', () => this.open(run), {
      passages: run.passages.length,
      ...(run.indexing && { indexing: run.indexing }),
    });
    const draft =
      run.chosen.mode === 'write'
        ? await run.stage('writing', () => this.writing.write(run))
        : await run.stage('quoting', () => this.quoting.quote(run));
    return draft;
  }

  private understand({ input, turns }: AnswerRun): string {
    return selfContained(
      input.question,
      turns.map(({ question }) => question),
    );
  }

  private async search(run: AnswerRun): Promise<AnswerRun['passages']> {
    const { actor, query, input, signal } = run;
    const { spaceIds, documentIds } = input;
    const scope = { ...(spaceIds && { spaceIds }), ...(documentIds && { documentIds }) };
    const { filling, withoutVectors } = await this.index.of(actor, scope);
    run.indexing = filling;
    run.byWordsOnly = withoutVectors > MOST_WITHOUT_VECTORS;
    const found = await this.retrieval.retrieve(
      actor,
      { query, limit: PASSAGES, ...scope, ...(run.byWordsOnly && { by: 'words' as const }) },
      signal,
    );
    return found.passages;
  }

  private async open({ actor, passages }: AnswerRun): Promise<AnswerRun['opened']> {
    return openPassages(passages, await this.blocks.listOf(actor, placesOf(passages)));
  }
}
