import fs from 'node:fs';
import path from 'node:path';
import { AdapterRefused } from '../architectures/adapter-refused.js';
import { readPeftAdapter, type AdaptableBase } from '../architectures/peft-adapter.js';
import {
  adapterPlaces,
  partsOf,
  type AdapterPart,
  type AdapterVariant,
} from '../architectures/adapter-sites.js';
import type { EngineAdapter } from '../engine/adapter-bank.js';
import type { Engine } from '../engine/engine.js';
import type { Session } from '../runtime/session.js';
import type { AdapterInfo, AdapterStore } from './model-contract.js';
import { ModelError } from './model-error.js';

export interface ShelfLimits {
  maxAdapters: number;
  maxBytes: number;
}

export const SHELF_LIMITS: ShelfLimits = { maxAdapters: 32, maxBytes: 1e9 };

/** Opens the variant of the graph that takes adapters of these parts. */
export type OpenVariant = (variant: AdapterVariant) => Promise<Session>;

interface Shelved {
  adapter: EngineAdapter;
  info: AdapterInfo;
  version: string; // of its files
  users: number;
}

/**
 * The adapters of one generator, each loaded from its folder when it is first asked for. Beyond the limits those used
 * longest ago go. Files that changed are another adapter.
 */
export class AdapterShelf implements AdapterStore {
  private readonly shelved = new Map<string, Shelved>(); // by folder, the latest used last
  private graph: { variant: AdapterVariant; session: Session } | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private nextKey = 1;

  constructor(
    private readonly engine: Engine,
    private readonly base: AdaptableBase,
    private readonly openVariant: OpenVariant,
    private readonly limits: ShelfLimits,
  ) {}

  /** Runs a use of the adapter, which stays in memory meanwhile. Throws `ModelError` where it cannot be loaded. */
  async *using<T>(
    folder: string,
    use: (adapter: EngineAdapter) => AsyncGenerator<T, void>,
  ): AsyncGenerator<T, void> {
    const shelved = await this.take(folder);
    try {
      yield* use(shelved.adapter);
    } finally {
      await this.leave(folder, shelved);
    }
  }

  /** Loads an adapter ahead of its first use, and says what it is. */
  async load(folder: string): Promise<AdapterInfo> {
    const shelved = await this.take(folder);
    await this.leave(folder, shelved);
    return shelved.info;
  }

  /** Whether it was there. Throws `model-busy` while requests use it. */
  unload(folder: string): Promise<boolean> {
    return this.inTurn(async () => {
      const shelved = this.shelved.get(folder);
      if (!shelved) return false;
      if (shelved.users > 0)
        throw new ModelError(
          'model-busy',
          `The adapter in ${folder} serves ${shelved.users} requests; unload it later.`,
        );
      await this.remove(folder, shelved);
      return true;
    });
  }

  list(): AdapterInfo[] {
    return [...this.shelved.values()].map(({ info }) => info);
  }

  close(): void {
    for (const { adapter } of this.shelved.values()) void this.engine.removeAdapter(adapter);
    this.shelved.clear();
    this.graph?.session.close();
    this.graph = undefined;
  }

  /** One at a time, so that two who ask for the same adapter load it once. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private take(folder: string): Promise<Shelved> {
    return this.inTurn(async () => {
      const version = versionOf(folder);
      const known = this.shelved.get(folder);
      const shelved = known?.version === version ? known : await this.read(folder, version);
      this.shelved.delete(folder);
      this.shelved.set(folder, shelved);
      shelved.users++;
      return shelved;
    }).catch((error: unknown) => {
      throw error instanceof AdapterRefused ? new ModelError('adapter-refused', error.message) : error;
    });
  }

  private async leave(folder: string, shelved: Shelved): Promise<void> {
    shelved.users--;
    const replaced = this.shelved.get(folder) !== shelved;
    if (replaced && shelved.users === 0) await this.engine.removeAdapter(shelved.adapter);
  }

  private async read(folder: string, version: string): Promise<Shelved> {
    const started = performance.now();
    const { rank, factors } = readPeftAdapter(folder, this.base);
    const parts = new Set(this.base.sites.filter(({ name }) => has(factors, name)).map(({ part }) => part));
    await this.openGraph(parts);
    const old = this.shelved.get(folder);
    if (old?.users === 0) await this.remove(folder, old);
    await this.makeRoom();
    const adapter = this.engine.addAdapter(`${folder}#${this.nextKey++}`, factors);
    const { bytes } = adapter;
    const info = { folder, rank, parts: [...parts], bytes, loadMs: performance.now() - started };
    return { adapter, info, version, users: 0 };
  }

  /** The smallest variant that all adapters until now can run on. */
  private async openGraph(parts: ReadonlySet<AdapterPart>): Promise<void> {
    const before = this.graph;
    const covers = (variant: AdapterVariant) => [...parts].every((part) => partsOf(variant).includes(part));
    if (before && covers(before.variant)) return;
    const variant: AdapterVariant = covers('lora-attention') ? 'lora-attention' : 'lora';
    const session = await this.openVariant(variant);
    this.graph = { variant, session };
    await this.engine.adaptOn(session, adapterPlaces(this.base, variant));
    before?.session.close();
  }

  private async makeRoom(): Promise<void> {
    const { maxAdapters, maxBytes } = this.limits;
    const bytes = () => [...this.shelved.values()].reduce((sum, { adapter }) => sum + adapter.bytes, 0);
    for (const [folder, shelved] of this.shelved) {
      if (this.shelved.size < maxAdapters && bytes() < maxBytes) return;
      if (shelved.users === 0) await this.remove(folder, shelved);
    }
    if (this.shelved.size >= maxAdapters)
      throw new ModelError('model-busy', `All ${maxAdapters} adapters in memory are in use; try again.`, {
        retryAfterMs: 1000,
      });
  }

  private async remove(folder: string, { adapter }: Shelved): Promise<void> {
    this.shelved.delete(folder);
    await this.engine.removeAdapter(adapter);
  }
}

const has = (factors: ReadonlyMap<string, unknown>, site: string): boolean =>
  [...factors.keys()].some((name) => name.endsWith(`.${site}`));

function versionOf(folder: string): string {
  try {
    return ['adapter_config.json', 'adapter_model.safetensors']
      .map((name) => fs.statSync(path.join(folder, name)))
      .map(({ size, mtimeMs, ino }) => `${size} ${mtimeMs} ${ino}`)
      .join();
  } catch (error) {
    throw new AdapterRefused(folder, `it cannot be read (${(error as Error).message})`);
  }
}
