import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/index.js';
import { AnswersModule } from './answers/index.js';
import { CompatModule } from './compat/index.js';
import { DocumentsModule } from './documents/index.js';
import { FeedbackModule } from './feedback/index.js';
import { ModelsModule } from './models/index.js';
import { Configuration, type Installation, PlatformModule } from './platform/index.js';
import { RetrievalModule } from './retrieval/index.js';
import { SystemModule } from './system/index.js';

/** The whole product: the same modules in the api, the worker and one-off commands. */
@Module({})
export class AppModule {
  static of(configuration: Configuration, { database, queue }: Installation): DynamicModule {
    const imports = [
      PlatformModule.of({ configuration, database, queue }),
      AccessModule,
      ModelsModule,
      DocumentsModule,
      RetrievalModule,
      AnswersModule,
      FeedbackModule,
      CompatModule,
      SystemModule,
    ];
    return { module: AppModule, imports };
  }
}
