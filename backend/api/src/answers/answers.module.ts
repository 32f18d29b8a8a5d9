import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { DocumentsModule } from '../documents/index.js';
import { ModelsModule } from '../models/index.js';
import { RetrievalModule } from '../retrieval/index.js';
import { Answering } from './answer.js';
import { AnswersController } from './answers.controller.js';
import { AnswersService } from './answers.service.js';
import { VersionReader } from './conflicts/version-reader.js';
import { ConversationPurgeJob } from './conversations/conversation-purge.job.js';
import { ConversationRepository } from './conversations/conversation.repository.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { ConversationsService } from './conversations/conversations.service.js';
import { IndexStateRepository } from './passages/index-state.repository.js';
import { PassageBlockRepository } from './passages/passage-block.repository.js';
import { ProfileJob } from './profile/profile.job.js';
import { QuoteEvaluation } from './quote/quote-evaluation.js';
import { Quoting } from './quote/quoting.js';
import { AnswerRecord } from './record/answer-record.js';
import { AnswerRepository } from './record/answer.repository.js';
import { AskerData } from './record/asker-data.js';
import { AskerRepository } from './record/asker.repository.js';
import { CitationRepository } from './record/citation.repository.js';
import { VoteRepository } from './record/vote.repository.js';
import { AnswerStreams } from './streams/answer-streams.js';
import { Writing } from './write/writing.js';

/** Passages -> a checked answer with citations; conversations; what a model can do. */
@Module({
  imports: [AccessModule, ModelsModule, DocumentsModule, RetrievalModule],
  controllers: [AnswersController, ConversationsController],
  providers: [
    AnswersService,
    Answering,
    VersionReader,
    Quoting,
    QuoteEvaluation,
    Writing,
    AnswerStreams,
    AnswerRecord,
    AnswerRepository,
    AskerData,
    AskerRepository,
    CitationRepository,
    VoteRepository,
    PassageBlockRepository,
    IndexStateRepository,
    ConversationsService,
    ConversationRepository,
    ConversationPurgeJob,
    ProfileJob,
  ],
  exports: [AnswersService, AnswerRecord, VoteRepository],
})
export class AnswersModule {}
