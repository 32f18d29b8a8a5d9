import { DomainEvent } from '../platform/index.js';

/** A version answers questions (`words`), and later has its vectors too (`vectors`). Published by the worker. */
export class DocumentIndexed extends DomainEvent {
  readonly name = 'document-indexed';

  constructor(
    readonly documentId: string,
    readonly versionId: string,
    readonly spaceId: string,
    readonly stage: 'words' | 'vectors',
  ) {
    super();
  }
}
