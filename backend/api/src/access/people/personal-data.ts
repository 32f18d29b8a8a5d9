import { Injectable } from '@nestjs/common';
import type { Actor } from '../actor.js';

type Exporter = (actor: Actor) => Promise<unknown>;

/** What the modules hold about a person; each registers its part at start, for the person's own export. */
@Injectable()
export class PersonalData {
  private readonly exporters = new Map<string, Exporter>();

  register(part: string, exporter: Exporter): void {
    this.exporters.set(part, exporter);
  }

  async export(actor: Actor): Promise<Record<string, unknown>> {
    const parts: Record<string, unknown> = {};
    for (const [part, exporter] of this.exporters) parts[part] = await exporter(actor);
    return parts;
  }
}
