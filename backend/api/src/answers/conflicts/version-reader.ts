import { Injectable } from '@nestjs/common';
import type { AnswerRun } from '../answer-run.js';
import { PassageBlockRepository } from '../passages/passage-block.repository.js';
import type { Ranked } from '../quote/quote-sentences.js';
import type { Question } from '../quote/question.js';
import { type Conflicting, findConflict, hasVersions } from './conflict.js';
import { versionFactsOf } from './version-facts.js';

/** Blocks at the head of a document in which it says what it is and from when it applies. */
const HEAD = 15;

/** Finds versions that disagree; what the documents say of themselves is read only where there are versions. */
@Injectable()
export class VersionReader {
  constructor(private readonly blocks: PassageBlockRepository) {}

  async conflict(run: AnswerRun, question: Question, ranked: readonly Ranked[]): Promise<Conflicting | null> {
    if (!hasVersions(ranked)) return null;
    const versionIds = [...new Set(ranked.map(({ candidate }) => candidate.passage.versionId))];
    const places = versionIds.flatMap((versionId) =>
      Array.from({ length: HEAD }, (_, ordinal) => ({ versionId, ordinal })),
    );
    const blocks = await this.blocks.listOf(run.actor, places);
    return findConflict(question, ranked, ({ passage }) => {
      const head = blocks.filter(({ versionId }) => versionId === passage.versionId);
      const updatedAt = run.passages[passage.rank]?.updatedAt ?? '';
      return versionFactsOf(passage.title, head.map(({ text }) => text).join('\n'), updatedAt);
    });
  }
}
