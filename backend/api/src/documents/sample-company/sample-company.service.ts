import fs from 'node:fs/promises';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { type Actor, GrantsService, SpacesService } from '../../access/index.js';
import { Database, Problem, installFolder } from '../../platform/index.js';
import type { GivenFile } from '../intake.js';
import { FolderImport } from '../uploads/folder-import.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { type Company, companySchema } from './sample-company.dto.js';
import { SampleCompanyRepository } from './sample-company.repository.js';

const FOLDER = path.join(installFolder, 'backend', 'api', 'sample-company');

/** The sample company that a first start offers: its spaces, their readers and its documents. */
@Injectable()
export class SampleCompanyService {
  constructor(
    private readonly repository: SampleCompanyRepository,
    private readonly spaces: SpacesService,
    private readonly grants: GrantsService,
    private readonly uploads: UploadsService,
    private readonly imports: FolderImport,
    private readonly database: Database,
  ) {}

  /** @returns the uploads to watch; asked a second time, those of the first. */
  async choose(actor: Actor, load: boolean, folder = FOLDER): Promise<{ uploadIds: string[] }> {
    if (!load) {
      await this.repository.decline();
      return { uploadIds: [] };
    }
    const company = await readCompany(folder);
    const files = await this.receiveAll(company, folder);
    return this.database.transaction(async () => {
      if (!(await this.repository.begin())) return { uploadIds: await this.repository.uploads() };
      return { uploadIds: await this.add(actor, company, files) };
    });
  }

  /** The slow part, before the transaction: all or nothing is loaded, whenever the process dies. */
  private async receiveAll(company: Company, folder: string): Promise<GivenFile[][]> {
    const received: GivenFile[][] = [];
    for (const { documents } of company.spaces) {
      const files: GivenFile[] = [];
      for (const { file, title } of documents)
        files.push(await this.imports.receive(path.join(folder, file), { title }));
      received.push(files);
    }
    return received;
  }

  private async add(actor: Actor, company: Company, files: GivenFile[][]): Promise<string[]> {
    const uploadIds: string[] = [];
    for (const [i, space] of company.spaces.entries()) {
      const spaceId = await this.addSpace(actor, space);
      const { id: uploadId } = await this.uploads.start(actor, spaceId, Math.max(1, files[i]!.length));
      for (const given of files[i]!) await this.uploads.addFile(actor, uploadId, given);
      uploadIds.push(uploadId);
    }
    await this.repository.noteUploads(uploadIds);
    await this.repository.noteProgress();
    return uploadIds;
  }

  private async addSpace(actor: Actor, space: Company['spaces'][number]): Promise<string> {
    const { locale } = actor;
    const description = typeof space.description === 'string' ? space.description : space.description[locale];
    const { id } = await this.spaces.create(actor, { name: space.name[locale], description });
    if (space.readers === 'everyone') await this.grants.put(actor, id, { everyone: true, role: 'reader' });
    return id;
  }
}

async function readCompany(folder: string): Promise<Company> {
  try {
    return companySchema.parse(JSON.parse(await fs.readFile(path.join(folder, 'company.json'), 'utf8')));
  } catch (cause) {
    throw new Problem(
      503,
      'sample-company-missing',
      'The sample company is not part of this installation. Install Deskmate again from its repository.',
      { cause },
    );
  }
}
