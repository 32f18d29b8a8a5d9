import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Configuration } from '../../platform/index.js';
import type { Block, ParsedSummary } from '../block.js';
import { ParserPool } from '../parsing/parser-pool.js';
import { DocumentParser, type ParserOptions } from './document-parser.js';
import { READERS } from './queues.js';

const MB = 1024 * 1024;

/** Reads files in processes of their own, which hold no rights, no network and little memory. */
@Injectable()
export class ProcessParser extends DocumentParser implements OnModuleDestroy {
  readonly version = '1';
  private readonly pool = new ParserPool({ maxProcesses: READERS });

  constructor(private readonly configuration: Configuration) {
    super();
  }

  parse(file: string, fileName: string, options: ParserOptions): AsyncGenerator<Block, ParsedSummary> {
    const { maxFileMb, parserMemoryMb, parserTimeoutS } = this.configuration.settings;
    const limits = {
      maxBytes: maxFileMb * MB,
      maxMemoryBytes: parserMemoryMb * MB,
      timeoutMs: parserTimeoutS * 1000,
    };
    return this.pool.parseFile(file, fileName, { ...options, limits });
  }

  onModuleDestroy(): void {
    this.pool.close();
  }
}
