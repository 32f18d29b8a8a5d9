import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import { Configuration } from '../../platform/index.js';
import { readGivenName } from '../document-names.js';
import { FileStore } from '../file-store/file-store.js';
import type { GivenFile } from '../intake.js';
import { UploadsService } from './uploads.service.js';

/** Folders on the machine itself, for benches and the sample company: the same way as uploads. */
@Injectable()
export class FolderImport {
  constructor(
    private readonly uploads: UploadsService,
    private readonly files: FileStore,
    private readonly configuration: Configuration,
  ) {}

  /** Takes every file below the folder in; hidden ones and links are left out. @returns the upload's id. */
  async importFolder(actor: Actor, spaceId: string, folder: string): Promise<string> {
    const names = await filesBelow(folder);
    const { id } = await this.uploads.start(actor, spaceId, Math.max(1, names.length));
    for (const name of names) {
      await this.uploads.addFile(actor, id, await this.receive(path.join(folder, name), { name }));
    }
    return id;
  }

  /** Copies a file of this machine to where uploads arrive; `name` may hold its folders. */
  async receive(
    file: string,
    { name = path.basename(file), title }: { name?: string; title?: string | undefined } = {},
  ): Promise<GivenFile> {
    const maxBytes = this.configuration.settings.maxFileMb * 1024 * 1024;
    const received = await this.files.receive(createReadStream(file), maxBytes);
    const given = { name: readGivenName(name.split(path.sep).join('/')), file: received };
    return title === undefined ? given : { ...given, title };
  }
}

async function filesBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await fs.readdir(path.join(folder, below), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const name = path.join(below, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, name)));
    else if (entry.isFile()) found.push(name);
  }
  return found;
}
