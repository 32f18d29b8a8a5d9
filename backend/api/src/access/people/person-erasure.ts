import { Injectable } from '@nestjs/common';
import { SpaceRepository } from '../spaces/space.repository.js';
import { PersonRepository } from './person.repository.js';
import { PersonalData } from './personal-data.js';

/** Takes a person out of everything but the record that there was one. Runs inside the caller's transaction. */
@Injectable()
export class PersonErasure {
  constructor(
    private readonly people: PersonRepository,
    private readonly spaces: SpaceRepository,
    private readonly personalData: PersonalData,
  ) {}

  /**
   * Deletes the key (and so every text), the personal space, rights, sessions and keys, and leaves a tombstone. Shared
   * spaces that only this person owned go to `heirId`, who can pass them on; gives their ids.
   */
  async erase(personId: string, heirId: string): Promise<string[]> {
    const before = new Set(await this.spaces.listOwnerless());
    await this.personalData.erase(personId);
    await this.spaces.removePersonal(personId);
    await this.people.erase(personId);
    const orphans = (await this.spaces.listOwnerless()).filter((id) => !before.has(id));
    for (const id of orphans) await this.spaces.addOwner(id, heirId);
    return orphans;
  }
}
