import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { type StorageEngine } from 'multer';
import type { Observable } from 'rxjs';
import { Configuration, Problem, type Settings, invalid } from '../../platform/index.js';
import { readGivenName } from '../document-names.js';
import { FileStore, type ReceivedFile } from '../file-store/file-store.js';
import type { GivenFile } from '../intake.js';

const MB = 1024 * 1024;
/** Past this a request is cut off; up to it a file that is too large becomes a failed document that says so. */
const CUT_OFF_FACTOR = 8;
/** What the other parts of a multipart body take at most. */
const OVERHEAD_BYTES = MB;

/** A request that declares more than this is refused unread. */
export const mostBytes = ({ maxFileMb }: Settings): number =>
  maxFileMb * MB * CUT_OFF_FACTOR + OVERHEAD_BYTES;

export interface RequestWithFile extends Request {
  givenFile?: GivenFile;
}

/** Streams the multipart field `file` into the file store's incoming folder, hashing, and leaves it for the route. */
@Injectable()
export class ReceivedFileInterceptor implements NestInterceptor {
  private readonly receive: ReturnType<multer.Multer['single']>;

  constructor(
    private readonly files: FileStore,
    configuration: Configuration,
  ) {
    const maxBytes = configuration.settings.maxFileMb * MB;
    const limits = { files: 1, fields: 5, fieldSize: 16_384, fileSize: maxBytes * CUT_OFF_FACTOR };
    const options = {
      storage: storageIn(files, maxBytes),
      limits,
      preservePath: true,
      defParamCharset: 'utf8',
    };
    this.receive = multer(options).single('file');
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<RequestWithFile>();
    const response = context.switchToHttp().getResponse<Response>();
    await new Promise<void>((resolve, reject) =>
      this.receive(request, response, (error: unknown) => (error ? reject(toProblem(error)) : resolve())),
    );
    const received = request.file as (Express.Multer.File & { received: ReceivedFile }) | undefined;
    if (!received) throw invalid('Send the file as multipart/form-data in the field "file".');
    const { path } = request.body as { path?: unknown };
    const name = readGivenName(received.originalname, typeof path === 'string' ? path : '');
    request.givenFile = { name, file: received.received };
    response.once('close', () => void this.files.discard(received.received));
    return next.handle();
  }
}

const storageIn = (files: FileStore, maxBytes: number): StorageEngine => ({
  _handleFile(request, file, done) {
    const declared = Number(request.headers['content-length'] ?? 0);
    const kept = declared > maxBytes + OVERHEAD_BYTES ? 0 : maxBytes; // known to be too large: hashed only
    files.receive(file.stream, kept).then(
      (received) => done(null, { received, size: received.byteSize } as object),
      (error: unknown) => done(error),
    );
  },
  _removeFile(_request, file, done) {
    const { received } = file as Express.Multer.File & { received?: ReceivedFile };
    (received ? files.discard(received) : Promise.resolve()).then(() => done(null), done);
  },
});

function toProblem(error: unknown): unknown {
  if (!(error instanceof multer.MulterError)) return error;
  if (error.code === 'LIMIT_FILE_SIZE') return farTooLarge();
  return invalid(
    'Send one file as multipart/form-data in the field "file", and its folder in the field "path".',
  );
}

export const farTooLarge = (): Problem =>
  new Problem(
    413,
    'too-large',
    'This file is far larger than this server takes. Split it into smaller files.',
  );
