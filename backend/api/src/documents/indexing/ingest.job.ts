import { Injectable } from '@nestjs/common';
import { documentsTotal, logger } from '../../platform/index.js';
import { Ingest } from '../ingest.js';
import { ParseFailure } from '../parsers/parse-failure.js';
import { SampleCompanyRepository } from '../sample-company/sample-company.repository.js';
import { Cancelled } from './document-reader.js';
import { IndexingRepository } from './indexing.repository.js';
import { VersionWriter } from './version-writer.js';

const internal =
  'Something went wrong here while this file was read. Try it again; if it stays, tell your administrator the time.';

/** Reads one version; ends done, skipped, or failed with a reason. */
@Injectable()
export class IngestJob {
  constructor(
    private readonly ingest: Ingest,
    private readonly versions: IndexingRepository,
    private readonly writer: VersionWriter,
    private readonly sampleCompany: SampleCompanyRepository,
  ) {}

  async run({ versionId }: { versionId: string }, signal: AbortSignal): Promise<void> {
    const startedAt = Date.now();
    try {
      const outcome = await this.ingest.run(versionId, signal);
      if (outcome === 'words-ready') documentsTotal.inc({ state: outcome });
      logger.info({ versionId, outcome, ms: Date.now() - startedAt }, 'document read');
    } catch (error) {
      if (error instanceof Cancelled) return this.writer.giveUp(versionId);
      if (signal.aborted || isPassing(error)) throw error; // the queue gives it to somebody again
      await this.fail(versionId, error);
    }
    await this.sampleCompany.noteProgress();
  }

  private async fail(versionId: string, error: unknown): Promise<void> {
    const [code, reason] =
      error instanceof ParseFailure ? [error.code, error.reason] : ['internal', internal];
    if (code === 'internal') logger.error({ err: error, versionId }, 'a document cannot be read');
    else logger.info({ versionId, code }, 'document refused');
    documentsTotal.inc({ state: 'failed' });
    await this.writer.giveUp(versionId);
    await this.versions.markFailed(versionId, code, reason);
  }
}

/** Trouble of the database or its connection, which says nothing about the document. */
export function isPassing(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return (
    typeof code === 'string' && (/^(08|25|40|53|55|57)/.test(code) || /^E(CONN|PIPE|TIMEDOUT)/.test(code))
  );
}
