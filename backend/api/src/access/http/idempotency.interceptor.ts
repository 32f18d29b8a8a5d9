import crypto from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, catchError, from, mergeMap, of, throwError } from 'rxjs';
import { Problem, invalid, logger } from '../../platform/index.js';
import { canonical } from '../audit/audit-chain.js';
import { PersonalTextStore } from '../personal-text/personal-text.store.js';
import type { RequestWithActor } from '../route.decorators.js';
import { IdempotencyRepository, type KeptAnswer } from './idempotency.repository.js';
import { REPEATS_ITSELF, type Repeat, type RepeatableRequest, repeatOf } from './repeat.js';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const MAX_KEY = 200;
const SWEEP_EVERY_MS = 3_600_000;
/** A stream's repeat that comes before the stream has begun waits for that. */
const BEGIN_PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 50;

interface Kept {
  personId: string;
  key: string;
  route: string;
}

/**
 * `Idempotency-Key`: the same request sent again within a day is answered as it was the first time, not carried out
 * twice. Answers are kept under the person's key, so erasing takes them along. A route with @RepeatsItself keeps what
 * it needs to tell its stream again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private sweptAt = 0;

  constructor(
    private readonly repository: IdempotencyRepository,
    private readonly texts: PersonalTextStore,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<RepeatableRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const key = request.get('idempotency-key');
    if (key === undefined || !request.actor || !UNSAFE.has(request.method)) return next.handle();
    if (!key || key.length > MAX_KEY) throw invalid(`Idempotency-Key must have 1 to ${MAX_KEY} characters.`);
    const kept = { personId: request.actor.personId, key, route: `${request.method} ${request.path}` };
    const hash = requestHash(request);
    await this.sweep();
    const repeatsItself = Boolean(Reflect.getMetadata(REPEATS_ITSELF, context.getHandler()));
    if (await this.repository.begin(kept, hash)) {
      if (!repeatsItself) return this.first(kept, response, next);
      request.repeat = this.repeatFor(kept);
      return this.orForget(kept, next.handle());
    }
    const answer = await this.earlier(kept, hash, repeatsItself ? BEGIN_PATIENCE_MS : 0);
    if (!repeatsItself) return of(await this.replay(kept, answer, response));
    if (!answer.response || !('reference' in answer.response)) throw inProgress();
    request.repeat = repeatOf(answer.response.reference);
    response.setHeader('Idempotency-Replayed', 'true');
    return next.handle();
  }

  private first(kept: Kept, response: Response, next: CallHandler): Observable<unknown> {
    const done = next
      .handle()
      .pipe(mergeMap((body) => from(this.finish(kept, response, body).then(() => body))));
    return this.orForget(kept, done);
  }

  /** What was not carried out may be asked for again under the same key. */
  private orForget(kept: Kept, work: Observable<unknown>): Observable<unknown> {
    return work.pipe(
      catchError((error: unknown) =>
        from(this.repository.removeUnfinished(kept).catch(() => undefined)).pipe(
          mergeMap(() => throwError(() => error)),
        ),
      ),
    );
  }

  private repeatFor(kept: Kept): Repeat {
    return { reference: null, keep: (reference) => this.repository.finish(kept, 200, { reference }) };
  }

  private async finish(kept: Kept, response: Response, body: unknown): Promise<void> {
    try {
      const sealed = response.headersSent
        ? null
        : await this.texts.sealFor(kept.personId, body, placeOf(kept));
      const answer = sealed && { sealed: sealed.toString('base64') };
      await this.repository.finish(kept, response.statusCode, answer);
    } catch (err) {
      logger.error({ err }, 'an answer could not be kept for its Idempotency-Key'); // the deed itself is done
    }
  }

  /** What the first request left, once it is there. */
  private async earlier(kept: Kept, hash: Buffer, patienceMs: number): Promise<KeptAnswer> {
    for (const until = Date.now() + patienceMs; ; await sleep(LOOK_AGAIN_MS)) {
      const answer = await this.repository.find(kept);
      if (answer && !answer.requestHash.equals(hash)) throw keyReused();
      if (answer && answer.status !== null) return answer;
      if (!answer || Date.now() >= until) throw inProgress();
    }
  }

  private async replay(
    kept: Kept,
    { status, response: answer }: KeptAnswer,
    response: Response,
  ): Promise<unknown> {
    if (!answer || !('sealed' in answer))
      throw new Problem(
        409,
        'already-done',
        'This request has been carried out; its answer was a stream and is not repeated.',
      );
    const body = await this.texts.openFor<unknown>(
      kept.personId,
      Buffer.from(answer.sealed, 'base64'),
      placeOf(kept),
    );
    response.status(status!).setHeader('Idempotency-Replayed', 'true');
    return body ?? undefined;
  }

  private async sweep(): Promise<void> {
    if (Date.now() - this.sweptAt < SWEEP_EVERY_MS) return;
    this.sweptAt = Date.now();
    await this.repository.removeOld();
  }
}

const placeOf = ({ personId, key, route }: Kept): string => `idempotency ${personId} ${route} ${key}`;

/** A multipart body is not read yet: its length and type stand for it. */
function requestHash(request: RequestWithActor): Buffer {
  const { 'content-length': length, 'content-type': type } = request.headers;
  const body = type?.startsWith('multipart/') ? { length } : (request.body as unknown);
  return crypto
    .createHash('sha256')
    .update(canonical([request.originalUrl, body ?? null]))
    .digest();
}

const keyReused = (): Problem =>
  new Problem(
    422,
    'idempotency-key-reused',
    'This Idempotency-Key was used for another request. Take a new one.',
  );

const inProgress = (): Problem =>
  new Problem(
    409,
    'request-in-progress',
    'The same request is being carried out now. Ask again in a moment.',
    {
      retryAfterS: 1,
    },
  );
