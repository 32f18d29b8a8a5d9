import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { DocumentsModule } from '../documents/index.js';
import { ModelsModule } from '../models/index.js';
import { Retrieval } from './retrieve.js';
import { SearchArms } from './search-arms.js';
import { SearchController } from './search.controller.js';

/** Question -> passages that the actor may read. */
@Module({
  imports: [AccessModule, ModelsModule, DocumentsModule],
  controllers: [SearchController],
  providers: [Retrieval, SearchArms],
  exports: [Retrieval],
})
export class RetrievalModule {}
