import fs from 'node:fs';
import path from 'node:path';
import { placeName, rowsOf, type AdapterModule, type AdapterSite } from './adapter-sites.js';
import { SafetensorsFile } from '../tensor/safetensors-file.js';
import { AdapterRefused } from './adapter-refused.js';
import { readPeftConfig, type PeftConfig } from './peft-config.js';

/** The linears that a base lets adapters change. */
export interface AdaptableBase {
  sites: readonly AdapterSite[];
  layers: number;
  digest?: string | undefined; // sha256 of its weights, where it is known
}

/** A [columns, rank] and B [rank, rows] of one linear, row-major, as the graph multiplies them; the scale is in B. */
export interface SiteFactors {
  rank: number;
  a: Float32Array;
  b: Float32Array;
}

/** A LoRA adapter as the graph's linears take it, by `placeName`; linears that it leaves alone are absent. */
export interface AdapterFactors {
  rank: number;
  factors: ReadonlyMap<string, SiteFactors>;
}

const WEIGHTS_FILE = 'adapter_model.safetensors';
const KEY = /^base_model\.model\.(?:model\.)?layers\.(\d+)\.(.+)\.lora_([AB])\.weight$/;

/**
 * Reads a folder as PEFT saves it (huggingface.co/docs/peft, "Checkpoint format"). Throws `AdapterRefused` on whatever
 * was not trained for this base or is not plain LoRA.
 */
export function readPeftAdapter(folder: string, base: AdaptableBase): AdapterFactors {
  const config = readPeftConfig(folder);
  if (config.baseDigest && base.digest && config.baseDigest !== base.digest)
    throw new AdapterRefused(folder, 'it was trained over other weights than those of this model');
  const weights = path.join(folder, WEIGHTS_FILE);
  if (!fs.existsSync(weights)) throw new AdapterRefused(folder, `it has no ${WEIGHTS_FILE}`);
  const file = openWeights(folder, weights);
  try {
    return new PeftReader(folder, file, config, base).read();
  } finally {
    file.close();
  }
}

function openWeights(folder: string, weights: string): SafetensorsFile {
  try {
    return new SafetensorsFile(weights);
  } catch (error) {
    throw new AdapterRefused(folder, (error as Error).message);
  }
}

class PeftReader {
  private readonly names = new Map<string, string>(); // `LAYER.MODULE.A` -> the tensor's name

  constructor(
    private readonly folder: string,
    private readonly file: SafetensorsFile,
    private readonly config: PeftConfig,
    private readonly base: AdaptableBase,
  ) {}

  read(): AdapterFactors {
    for (const name of this.file.tensors.keys()) this.register(name);
    const factors = new Map<string, SiteFactors>();
    for (let layer = 0; layer < this.base.layers; layer++)
      for (const site of this.base.sites) {
        const found = this.site(layer, site);
        if (found) factors.set(placeName(layer, site), found);
      }
    if (factors.size === 0) this.refuse('it has no factors');
    return { rank: this.config.rank, factors };
  }

  private register(name: string): void {
    const [, layer, module, factor] = KEY.exec(name) ?? this.refuse(`${name} is not a factor of a linear`);
    const { sites, layers } = this.base;
    if (Number(layer) >= layers)
      this.refuse(`it changes layer ${layer}, and this model has ${layers} layers (0 to ${layers - 1})`);
    const known = sites.flatMap(({ modules }) => modules.map((one) => one.name));
    if (!known.includes(module!))
      this.refuse(`it adapts ${module}, and this model's graph takes adapters of ${known.join(', ')}`);
    this.names.set(`${Number(layer)}.${module}.${factor}`, name);
  }

  /** The factors of the site's modules side by side: each module keeps its rank, and B is zero outside its block. */
  private site(layer: number, site: AdapterSite): SiteFactors | undefined {
    const adapted = site.modules.filter(({ name }) => this.has(layer, name));
    if (adapted.length === 0) return undefined;
    const { rank, scale } = this.config;
    const [width, rows] = [adapted.length * rank, rowsOf(site)];
    const a = new Float32Array(site.columns * width);
    const b = new Float32Array(width * rows);
    let firstRow = 0;
    let block = 0;
    for (const module of site.modules) {
      if (adapted.includes(module)) {
        const { down, up } = this.module(layer, module, site.columns);
        for (let r = 0; r < rank; r++) {
          const at = block * rank + r;
          for (let c = 0; c < site.columns; c++) a[c * width + at] = down[r * site.columns + c]!;
          for (let row = 0; row < module.rows; row++)
            b[at * rows + firstRow + row] = scale * up[hubRow(module, row) * rank + r]!;
        }
        block++;
      }
      firstRow += module.rows;
    }
    return { rank: width, a, b };
  }

  private has(layer: number, module: string): boolean {
    const [down, up] = ['A', 'B'].map((factor) => this.names.has(`${layer}.${module}.${factor}`));
    if (down !== up) this.refuse(`of ${module} in layer ${layer} it has only one factor of two`);
    return down!;
  }

  private module(layer: number, { name, rows }: AdapterModule, columns: number) {
    const { rank } = this.config;
    return {
      down: this.floats(layer, `${name}.A`, [rank, columns]),
      up: this.floats(layer, `${name}.B`, [rows, rank]),
    };
  }

  private floats(layer: number, factor: string, expected: readonly [number, number]): Float32Array {
    const name = this.names.get(`${layer}.${factor}`)!;
    const { shape } = this.file.info(name);
    if (shape.length !== 2 || shape[0] !== expected[0] || shape[1] !== expected[1])
      this.refuse(
        `${name} is [${shape.join(', ')}], and this model with rank ${this.config.rank} needs [${expected.join(', ')}]; ` +
          'it was trained over another base, or its files do not belong together',
      );
    const values = this.file.floats(name);
    if (!values.every(Number.isFinite)) this.refuse(`${name} holds values that are not numbers`);
    return values;
  }

  private refuse(reason: string): never {
    throw new AdapterRefused(this.folder, reason);
  }
}

/** Where the hub keeps a row of the graph. */
function hubRow({ interleavedHeadSize: size }: AdapterModule, row: number): number {
  if (size === undefined) return row;
  const [head, inHead] = [Math.floor(row / size), row % size];
  return head * size + (inHead % 2) * (size / 2) + Math.floor(inHead / 2);
}
