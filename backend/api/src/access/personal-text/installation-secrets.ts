import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/index.js';
import { open, seal } from './envelope.js';
import { loadMasterKey } from './master-key.js';
import { PersonalTextRepository } from './personal-text.repository.js';

/** The installation's master key; one is made at first use, never when something was sealed with another. */
@Injectable()
export class MasterKey {
  private key?: Buffer;

  constructor(
    private readonly configuration: Configuration,
    private readonly texts: PersonalTextRepository,
  ) {}

  async get(): Promise<Buffer> {
    if (this.key) return this.key;
    const isUnused = !(await this.texts.anyKey());
    this.key ??= loadMasterKey(this.configuration.settings.dataDir, isUnused);
    return this.key;
  }
}

/** Seals what the installation itself keeps secret, e.g. the key of a model server. `place` names where it is kept. */
@Injectable()
export class InstallationSecrets {
  constructor(private readonly masterKey: MasterKey) {}

  async seal(secret: string, place: string): Promise<Buffer> {
    return seal(await this.masterKey.get(), Buffer.from(secret), place);
  }

  /** Null when it was sealed with another key file: it has to be entered again. */
  async open(sealed: Buffer, place: string): Promise<string | null> {
    try {
      return open(await this.masterKey.get(), sealed, place).toString();
    } catch {
      return null;
    }
  }
}
