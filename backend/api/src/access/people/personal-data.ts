import { Injectable } from '@nestjs/common';
import type { Actor } from '../actor.js';

/** What a module holds about a person. */
export interface PersonalPart {
  /** The columns that name the person, as `table.column`; a test finds those of the schema that no part has. */
  columns: readonly string[];
  /** For the person's own export. */
  export(actor: Actor): Promise<unknown>;
  /**
   * Takes the person's words and doings out of what no key seals, in the transaction that erases their texts or them;
   * absent where the rows hold neither, or go with the account.
   */
  erase?(personId: string): Promise<void>;
}

/** What the modules hold about people; each registers its parts at start, for export and erasure. */
@Injectable()
export class PersonalData {
  private readonly parts = new Map<string, PersonalPart>();

  register(name: string, part: PersonalPart): void {
    this.parts.set(name, part);
  }

  get columns(): string[] {
    return [...this.parts.values()].flatMap(({ columns }) => columns);
  }

  async export(actor: Actor): Promise<Record<string, unknown>> {
    const parts: Record<string, unknown> = {};
    for (const [name, part] of this.parts) parts[name] = await part.export(actor);
    return parts;
  }

  /** Rows before the key that seals their texts, as whoever writes an answer locks them: the other way round they wait for each other. */
  async erase(personId: string): Promise<void> {
    for (const part of [...this.parts.values()].reverse()) await part.erase?.(personId);
  }
}
