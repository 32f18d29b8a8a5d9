import crypto from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { type Observable, catchError, concatMap, from, mergeMap, of, throwError } from 'rxjs';
import { Problem, correlationId, invalid, logger } from '../../platform/index.js';
import { canonical } from '../audit/audit-chain.js';
import { PersonalTextStore } from '../personal-text/personal-text.store.js';
import type { RequestWithActor } from '../route.decorators.js';
import { IdempotencyRepository, type KeptAnswer } from './idempotency.repository.js';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Where Nest's @Sse leaves its mark. */
const SSE = '__sse__';
const MAX_KEY = 200;
const SWEEP_EVERY_MS = 3_600_000;

interface Kept {
  personId: string;
  key: string;
  route: string;
}

/**
 * `Idempotency-Key`: the same request sent again within a day is answered as it was the first time, not carried out
 * twice. Answers are kept under the person's key, so erasing takes them along.
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
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    const response = context.switchToHttp().getResponse<Response>();
    const key = request.get('idempotency-key');
    if (key === undefined || !request.actor || !UNSAFE.has(request.method)) return next.handle();
    if (!key || key.length > MAX_KEY) throw invalid(`Idempotency-Key must have 1 to ${MAX_KEY} characters.`);
    const kept = { personId: request.actor.personId, key, route: `${request.method} ${request.path}` };
    const hash = requestHash(request);
    await this.sweep();
    const streams = Boolean(Reflect.getMetadata(SSE, context.getHandler()));
    if (await this.repository.begin(kept, hash))
      return streams ? this.firstStream(kept, next) : this.first(kept, response, next);
    if (streams)
      return from(this.repeat(kept, hash, response)).pipe(catchError((error: Problem) => of(asEvent(error))));
    return of(await this.repeat(kept, hash, response));
  }

  private first(kept: Kept, response: Response, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      mergeMap((body) => from(this.finish(kept, response, body).then(() => body))),
      catchError((error: unknown) =>
        from(this.repository.remove(kept).catch(() => undefined)).pipe(
          mergeMap(() => throwError(() => error)),
        ),
      ),
    );
  }

  /** A stream counts as carried out with its first event; it is never repeated. */
  private firstStream(kept: Kept, next: CallHandler): Observable<unknown> {
    let begun = false;
    return next.handle().pipe(
      concatMap(async (event: unknown) => {
        if (!begun) await this.repository.finish(kept, 200, null);
        begun = true;
        return event;
      }),
      catchError((error: unknown) =>
        from(this.forget(kept, begun)).pipe(mergeMap(() => throwError(() => error))),
      ),
    );
  }

  private async forget(kept: Kept, begun: boolean): Promise<void> {
    if (!begun) await this.repository.remove(kept);
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

  private async repeat(kept: Kept, hash: Buffer, response: Response): Promise<unknown> {
    const answer = await this.repository.find(kept);
    if (!answer || answer.status === null) throw inProgress();
    if (!answer.requestHash.equals(hash))
      throw new Problem(
        422,
        'idempotency-key-reused',
        'This Idempotency-Key was used for another request. Take a new one.',
      );
    return this.replay(kept, answer, response);
  }

  private async replay(
    kept: Kept,
    { status, response: answer }: KeptAnswer,
    response: Response,
  ): Promise<unknown> {
    if (!answer)
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

/** Nest begins an @Sse stream before its interceptors: what went wrong can only travel in it. */
const asEvent = (problem: Problem): object => ({ type: 'error', data: problem.toBody(correlationId()) });

/** A multipart body is not read yet: its length and type stand for it. */
function requestHash(request: RequestWithActor): Buffer {
  const { 'content-length': length, 'content-type': type } = request.headers;
  const body = type?.startsWith('multipart/') ? { length } : (request.body as unknown);
  return crypto
    .createHash('sha256')
    .update(canonical([request.originalUrl, body ?? null]))
    .digest();
}

const inProgress = (): Problem =>
  new Problem(
    409,
    'request-in-progress',
    'The same request is being carried out now. Ask again in a moment.',
    {
      retryAfterS: 1,
    },
  );
