import fs from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { ggufMetadata, SUPPORTED_ARCHITECTURES } from '@deskmate/model';
import { Configuration, Problem, notFound } from '../platform/index.js';
import { type CatalogModel, bundledCatalog, parseCatalogModel } from './catalog.js';
import { type PullOptions, pullModel } from './pull.js';
import { sha256OfFile } from './sources/checksum.js';

export interface StoredModel extends CatalogModel {
  /** Whether every file is there with its size (`verify` reads them). */
  installed: boolean;
  /** Whether this release's engine knows the architecture. */
  runnable: boolean;
  folder: string;
  bytesOnDisk: number;
}

export interface FileVerdict {
  file: string;
  /** `derived`: made here from the weights, and made again when it is missing. `unknown`: belongs to no model. */
  state: 'right' | 'missing' | 'changed' | 'unchecked' | 'derived' | 'unknown';
}

const OWN_ENTRY = 'model.json';
/** Where the engine keeps the graphs that it makes of the weights. */
const GRAPHS = '.graphs';

/** Weights on disk, one folder a model: those of the catalog and those that were imported with an entry of their own. */
@Injectable()
export class ModelStore {
  private readonly modelsDir: string;
  private readonly hfEndpoint: string;

  constructor({ settings }: Configuration) {
    this.modelsDir = settings.modelsDir;
    this.hfEndpoint = settings.hfEndpoint;
  }

  list(): StoredModel[] {
    const known = new Set(bundledCatalog.map(({ id }) => id));
    const own = this.folders().flatMap((id) => (known.has(id) ? [] : (this.ownEntry(id) ?? [])));
    return [...bundledCatalog, ...own].map((model) => this.describe(model));
  }

  find(id: string): StoredModel | undefined {
    return this.list().find((model) => model.id === id);
  }

  /** @throws Problem 404 */
  get(id: string): StoredModel {
    const model = this.find(id);
    if (!model) throw notFound('model');
    return model;
  }

  /** Paths by file name, for the engine. @throws Problem `model-missing` when it is not installed */
  filesOf(id: string): Record<string, string> {
    const { installed, files, folder, name } = this.get(id);
    if (!installed) {
      throw new Problem(
        503,
        'model-missing',
        `The weights of ${name} are not on this machine. Fetch them on the Models page or with: deskmate models pull ${id}`,
      );
    }
    return Object.fromEntries(files.map((file) => [file.name, path.join(folder, file.name)]));
  }

  pull(id: string, options: Pick<PullOptions, 'onProgress' | 'signal' | 'localPath'> = {}): Promise<void> {
    return pullModel(this.get(id), { ...options, modelsDir: this.modelsDir, hfEndpoint: this.hfEndpoint });
  }

  /**
   * Takes weights from a file or folder of the administrator: checked against the catalog where it knows the id, else
   * a GGUF file under a new id.
   */
  async import(id: string, from: string): Promise<StoredModel> {
    if (!fs.existsSync(from)) throw new Problem(400, 'file-not-found', `${from} does not exist.`);
    const known = bundledCatalog.find((model) => model.id === id);
    const model = known ?? (await entryForGguf(id, from));
    const local = { ...model, files: model.files.map((file) => ({ ...file, sources: [] })) };
    await pullModel(local, { modelsDir: this.modelsDir, hfEndpoint: this.hfEndpoint, localPath: from });
    if (!known) fs.writeFileSync(path.join(this.folderOf(id), OWN_ENTRY), JSON.stringify(local, null, 2));
    return this.get(id);
  }

  /** Reads every file and compares it with its checksum. */
  async verify(id: string): Promise<FileVerdict[]> {
    const { files, folder } = this.get(id);
    const verdicts: FileVerdict[] = [];
    for (const { name, sha256 } of files) {
      const file = path.join(folder, name);
      if (!fs.existsSync(file)) verdicts.push({ file: name, state: 'missing' });
      else if (!sha256) verdicts.push({ file: name, state: 'unchecked' });
      else verdicts.push({ file: name, state: (await sha256OfFile(file)) === sha256 ? 'right' : 'changed' });
    }
    return [...verdicts, ...this.otherFiles(id)];
  }

  /**
   * Deletes the weights and what was made from them: graphs, wheels. A model of the catalog can be fetched again. The
   * caller has seen that no process uses it.
   */
  remove(id: string): void {
    this.get(id);
    fs.rmSync(this.folderOf(id), { recursive: true, force: true });
    fs.rmSync(path.join(this.modelsDir, '.wheels', id), { recursive: true, force: true });
  }

  private otherFiles(id: string): FileVerdict[] {
    const known = new Set([...this.get(id).files.map(({ name }) => name), OWN_ENTRY, GRAPHS]);
    const graphs = namesIn(path.join(this.folderOf(id), GRAPHS));
    const others = namesIn(this.folderOf(id)).filter((name) => !known.has(name) && !isBeingFetched(name));
    return [
      ...graphs.map((name): FileVerdict => ({ file: path.join(GRAPHS, name), state: 'derived' })),
      ...others.map((file): FileVerdict => ({ file, state: 'unknown' })),
    ];
  }

  private folderOf(id: string): string {
    return path.join(this.modelsDir, id);
  }

  private folders(): string[] {
    if (!fs.existsSync(this.modelsDir)) return [];
    return fs.readdirSync(this.modelsDir).filter((name) => !name.startsWith('.'));
  }

  private ownEntry(id: string): CatalogModel | undefined {
    const file = path.join(this.folderOf(id), OWN_ENTRY);
    return fs.existsSync(file) ? parseCatalogModel(JSON.parse(fs.readFileSync(file, 'utf8'))) : undefined;
  }

  private describe(model: CatalogModel): StoredModel {
    const folder = this.folderOf(model.id);
    const sizes = model.files.map(({ name }) => fileBytes(path.join(folder, name)));
    const installed = model.files.every(
      ({ bytes }, i) => sizes[i] !== undefined && (bytes === undefined || bytes === sizes[i]),
    );
    const runnable = SUPPORTED_ARCHITECTURES.includes(model.architecture);
    return {
      ...model,
      folder,
      installed,
      runnable,
      bytesOnDisk: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    };
  }
}

const namesIn = (folder: string): string[] => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []);

const isBeingFetched = (name: string): boolean => name.endsWith('.part');

const fileBytes = (file: string): number | undefined => fs.statSync(file, { throwIfNoEntry: false })?.size;

async function entryForGguf(id: string, from: string): Promise<CatalogModel> {
  const file = fs.statSync(from).isDirectory()
    ? fs
        .readdirSync(from)
        .map((name) => path.join(from, name))
        .find((name) => name.endsWith('.gguf'))
    : from;
  if (!file?.endsWith('.gguf'))
    throw new Problem(
      400,
      'not-weights',
      `${from} is no GGUF file and ${id} is not in the catalog, so it cannot be imported.`,
    );
  const metadata = ggufMetadata(file);
  const text = (key: string): string | undefined => metadata.get(key)?.toString();
  const architecture = text('general.architecture') ?? 'unknown';
  return parseCatalogModel({
    id,
    name: text('general.name') ?? id,
    task: 'generate',
    architecture,
    licence: text('general.license') ?? 'not stated',
    contextTokens: Number(metadata.get(`${architecture}.context_length`) ?? 2048),
    languages: ['*'],
    files: [
      {
        name: path.basename(file),
        bytes: fs.statSync(file).size,
        sha256: await sha256OfFile(file),
        sources: [],
      },
    ],
  });
}
