import { type ExecutionContext, SetMetadata, createParamDecorator } from '@nestjs/common';
import type { RequestWithActor } from '../route.decorators.js';

export const REPEATS_ITSELF = 'deskmate:repeats-itself';

/** A route that writes its response itself (a stream), and can write it again from what it kept. */
export const RepeatsItself = () => SetMetadata(REPEATS_ITSELF, true);

/** What the `Idempotency-Key` of a request means to a route with @RepeatsItself. */
export interface Repeat {
  /** What the first request with this key kept; null in the first, and without a key. */
  readonly reference: string | null;
  /** To be called in the transaction that does the deed: from then on the same request finds `reference`. */
  keep(reference: string): Promise<void>;
}

export interface RepeatableRequest extends RequestWithActor {
  repeat?: Repeat;
}

const withoutKey: Repeat = { reference: null, keep: () => Promise.resolve() };

export const repeatOf = (reference: string): Repeat => ({ ...withoutKey, reference });

/** The `Repeat` of a route with @RepeatsItself. */
export const CurrentRepeat = createParamDecorator(
  (_: unknown, context: ExecutionContext): Repeat =>
    context.switchToHttp().getRequest<RepeatableRequest>().repeat ?? withoutKey,
);
