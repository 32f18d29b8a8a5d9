import { Module } from '@nestjs/common';
import { Configuration, Database } from '../platform/index.js';
import { ModelsModule } from '../models/index.js';
import { ChunkIndex, PgvectorChunkIndex } from './chunk-index/index.js';
import { ContributionRepository } from './contribution.repository.js';
import { Contributions } from './contributions.js';
import { DocumentRepository } from './document.repository.js';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';
import { FileStore } from './file-store/file-store.js';
import { FolderFileStore } from './file-store/folder-file-store.js';
import { DocumentJobs } from './indexing/document-jobs.js';
import { DocumentParser } from './indexing/document-parser.js';
import { DocumentReader } from './indexing/document-reader.js';
import { EmbedJob } from './indexing/embed.job.js';
import { Housekeeping } from './indexing/housekeeping.js';
import { IndexingRepository } from './indexing/indexing.repository.js';
import { IngestJob } from './indexing/ingest.job.js';
import { ProcessParser } from './indexing/process-parser.js';
import { Purge } from './indexing/purge.js';
import { PurgeRepository } from './indexing/purge.repository.js';
import { Recovery } from './indexing/recovery.js';
import { RetitleJob } from './indexing/retitle.job.js';
import { VersionWriter } from './indexing/version-writer.js';
import { Ingest } from './ingest.js';
import { Intake } from './intake.js';
import { IntakeRepository } from './intake.repository.js';
import { SampleCompanyController } from './sample-company/sample-company.controller.js';
import { SampleCompanyRepository } from './sample-company/sample-company.repository.js';
import { SampleCompanyService } from './sample-company/sample-company.service.js';
import { FolderImport } from './uploads/folder-import.js';
import { UploadRepository } from './uploads/upload.repository.js';
import { UploadsController } from './uploads/uploads.controller.js';
import { UploadsService } from './uploads/uploads.service.js';
import { ViewerController } from './viewer/viewer.controller.js';
import { ViewerRepository } from './viewer/viewer.repository.js';
import { ViewerService } from './viewer/viewer.service.js';

const repositories = [
  ContributionRepository,
  DocumentRepository,
  IndexingRepository,
  IntakeRepository,
  PurgeRepository,
  SampleCompanyRepository,
  UploadRepository,
  ViewerRepository,
];

const indexing = [
  DocumentJobs,
  DocumentReader,
  EmbedJob,
  Housekeeping,
  Ingest,
  IngestJob,
  Purge,
  Recovery,
  RetitleJob,
  VersionWriter,
  { provide: DocumentParser, useClass: ProcessParser },
];

const ports = [
  {
    provide: FileStore,
    useFactory: ({ settings }: Configuration) => new FolderFileStore(settings.dataDir),
    inject: [Configuration],
  },
  {
    provide: ChunkIndex,
    useFactory: (database: Database) => new PgvectorChunkIndex(database),
    inject: [Database],
  },
];

/** Files in, documents with versions, their index, and how they are shown. */
@Module({
  imports: [ModelsModule],
  controllers: [DocumentsController, UploadsController, ViewerController, SampleCompanyController],
  providers: [
    ...repositories,
    ...indexing,
    ...ports,
    Contributions,
    DocumentsService,
    FolderImport,
    Intake,
    SampleCompanyService,
    UploadsService,
    ViewerService,
  ],
  exports: [ChunkIndex, DocumentsService, FileStore, FolderImport, UploadsService],
})
export class DocumentsModule {}
