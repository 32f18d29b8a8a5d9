import { Injectable } from '@nestjs/common';
import { logger } from '../telemetry/logger.js';

/** News that travels rightward between modules of one process, by name (`document-indexed`, `feedback-given`, …). */
export abstract class DomainEvent {
  abstract readonly name: string;
}

type Handler = (event: DomainEvent) => void | Promise<void>;

@Injectable()
export class EventBus {
  private readonly handlers = new Map<string, Handler[]>();

  on<E extends DomainEvent>(name: E['name'], handler: (event: E) => void | Promise<void>): void {
    this.handlers.set(name, [...(this.handlers.get(name) ?? []), handler as Handler]);
  }

  /** Publish after the transaction has committed. A failing handler is logged; it never fails the publisher. */
  publish(event: DomainEvent): void {
    for (const handler of this.handlers.get(event.name) ?? []) {
      Promise.resolve()
        .then(() => handler(event))
        .catch((err: unknown) => logger.error({ err, event: event.name }, 'event handler failed'));
    }
  }
}
