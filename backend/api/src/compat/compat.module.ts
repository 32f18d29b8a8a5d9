import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { AnswersModule } from '../answers/index.js';
import { ModelsModule } from '../models/index.js';
import { CompatController } from './compat.controller.js';
import { CompatService } from './compat.service.js';
import { DocumentChat } from './document-chat.js';
import { RawChat } from './raw-chat.js';

/** What programs written for OpenAI's API find here. */
@Module({
  imports: [AccessModule, ModelsModule, AnswersModule],
  controllers: [CompatController],
  providers: [CompatService, DocumentChat, RawChat],
})
export class CompatModule {}
