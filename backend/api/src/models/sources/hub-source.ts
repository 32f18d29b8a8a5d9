import fs from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubSource } from '../catalog.js';
import { type FetchRequest, type FetchedChecksum, SourceError } from './fetching.js';

const ATTEMPTS = 5;
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

export interface HubOptions {
  endpoint: string;
  /** First pause between attempts; it doubles. */
  pauseMs?: number;
}

/** A model hub with the paths of Hugging Face: resumable by Range, redirects followed, cut connections continued. */
export async function fetchFromHub(
  source: HubSource,
  request: FetchRequest,
  { endpoint, pauseMs = 500 }: HubOptions,
): Promise<FetchedChecksum | undefined> {
  const url = hubUrl(source, endpoint);
  const checksum = await readChecksum(url, request.signal);
  for (let attempt = 1; ; attempt++) {
    try {
      await download(url, request);
      return checksum;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (attempt >= ATTEMPTS || !(error instanceof CutError)) throw asSourceError(url, error);
      await sleep(pauseMs * 2 ** (attempt - 1), undefined, { signal: request.signal });
    }
  }
}

const hubUrl = ({ repository, revision, file }: HubSource, endpoint: string): string =>
  `${endpoint.replace(/\/+$/, '')}/${repository}/resolve/${revision}/${file}`;

/** The connection broke while bytes came; what came is kept. */
class CutError extends Error {}

const asSourceError = (url: string, error: unknown): SourceError => {
  if (error instanceof SourceError) return error;
  const { message, cause } = error as Error;
  const reason = cause instanceof Error ? cause.message || (cause as { code?: string }).code : message;
  return new SourceError(`${new URL(url).host}: ${reason ?? message}`, { cause: error });
};

/** What the hub says of the file: `X-Linked-Etag` of a large file is its sha256, `ETag` of a small one its git id. */
async function readChecksum(url: string, signal?: AbortSignal): Promise<FetchedChecksum | undefined> {
  let response: Response;
  try {
    const limit = AbortSignal.timeout(CONNECT_MS);
    response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw asSourceError(url, error);
  }
  if (response.status >= 400) throw new SourceError(`${new URL(url).host} answers ${response.status}`);
  const tag = response.headers.get('x-linked-etag') ?? response.headers.get('etag');
  const hex = /^(?:W\/)?"?([0-9a-f]+)"?$/i.exec(tag ?? '')?.[1]?.toLowerCase();
  if (hex?.length === 64) return { algorithm: 'sha256', hex };
  return hex?.length === 40 ? { algorithm: 'git-blob-sha1', hex } : undefined;
}

async function download(url: string, request: FetchRequest): Promise<void> {
  const have = fs.existsSync(request.partFile) ? fs.statSync(request.partFile).size : 0;
  if (request.bytes !== undefined && have === request.bytes) return;
  const guard = silenceGuard(request.signal);
  try {
    const response = await fetch(url, {
      headers: have ? { range: `bytes=${have}-` } : {},
      signal: guard.signal,
    });
    await store(response, url, have, request, guard.touch);
  } catch (error) {
    if (error instanceof SourceError || request.signal?.aborted) throw error;
    throw new CutError((error as Error).message, { cause: error });
  } finally {
    guard.stop();
  }
}

async function store(
  response: Response,
  url: string,
  have: number,
  request: FetchRequest,
  touch: () => void,
): Promise<void> {
  if (response.status === 416) return fs.rmSync(request.partFile, { force: true }); // longer than the file: again
  if (!response.ok || !response.body)
    throw new SourceError(`${new URL(url).host} answers ${response.status}`);
  const resumed = response.status === 206;
  let received = resumed ? have : 0;
  const length = Number(response.headers.get('content-length')) || undefined;
  const total = length === undefined ? request.bytes : received + length;
  const reading = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  reading.on('data', (chunk: Buffer) => {
    received += chunk.length;
    touch();
    request.onProgress?.({ received, total });
  });
  await pipeline(reading, fs.createWriteStream(request.partFile, { flags: resumed ? 'a' : 'w' }));
  if (total !== undefined && received < total)
    throw new CutError(`the connection ended after ${received} bytes`);
}

/** Aborts when nothing came for a while. */
function silenceGuard(outer?: AbortSignal): { signal: AbortSignal; touch(): void; stop(): void } {
  const controller = new AbortController();
  const silent = (): void => controller.abort(new Error(`silent for ${SILENCE_MS / 1000} s`));
  let timer = setTimeout(silent, SILENCE_MS);
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(silent, SILENCE_MS);
  };
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  return { signal, touch, stop: () => clearTimeout(timer) };
}
