import type { Feeds, Session, Tensor } from '../runtime/session.js';
import { AdapterRows } from './adapter-rows.js';

/** A linear of the graph that takes an adapter. */
export interface AdapterPlace {
  name: string;
  inputs: { a: string; b: string }; // the graph's
  columns: number;
  rows: number;
}

/** A [columns, rank] and B [rank, rows] of one place, row-major, the scale included. */
export interface Factors {
  rank: number;
  a: Float32Array;
  b: Float32Array;
}

export type FactorTensors = Record<'a' | 'b', Tensor<'f32'>> & { rank: number };

/** An adapter in memory, where runs read it. */
export interface EngineAdapter {
  readonly key: string; // never used again for other factors
  readonly places: ReadonlyMap<string, FactorTensors>; // those that it leaves alone are absent
  readonly bytes: number;
}

const ABSENT_RANK = 8; // of the zeros that stand for factors that an adapter does not have

/**
 * The adapters over one decoder, and what a run over rows with certain adapters is given: the adapter's own memory
 * where all rows have the same, copies row by row where they differ.
 */
export class AdapterBank {
  private readonly zeros = new Map<string, Tensor<'f32'>>();
  private readonly rows: AdapterRows;
  private zeroMemory: Tensor<'f32'> | undefined;

  constructor(
    private readonly session: Session,
    private readonly places: readonly AdapterPlace[],
  ) {
    this.rows = new AdapterRows(session, places);
  }

  /** Memory of the copies; each adapter states its own. */
  get bytes(): number {
    return this.rows.bytes;
  }

  add(key: string, factors: ReadonlyMap<string, Factors>): EngineAdapter {
    const places = new Map<string, FactorTensors>();
    let bytes = 0;
    for (const { name, columns, rows } of this.places) {
      const found = factors.get(name);
      if (!found) continue;
      const { rank, a, b } = found;
      places.set(name, {
        rank,
        a: this.tensor([1, columns, rank], a),
        b: this.tensor([1, rank, rows], b),
      });
      bytes += a.byteLength + b.byteLength;
    }
    return { key, places, bytes };
  }

  /** Frees an adapter that no run reads any more. */
  remove({ places }: EngineAdapter): void {
    for (const { a, b } of places.values()) {
      a.release();
      b.release();
    }
  }

  /**
   * The inputs for a run over rows with these adapters, undefined for none; `key` tells bindings of the same memory.
   * Copies what has changed into the rows' memory, so it must not be called while a run reads that.
   */
  feeds(adapters: readonly (EngineAdapter | undefined)[]): { key: string; feeds: Feeds } {
    const [first] = adapters;
    if (first && adapters.every((adapter) => adapter === first))
      return { key: `@${first.key}`, feeds: this.own(first) };
    const { generation, tensors } = this.rows.assign(adapters);
    return { key: `@rows ${generation}`, feeds: this.named((place) => tensors.get(place.name)!) };
  }

  release(): void {
    this.rows.release();
    for (const view of this.zeros.values()) view.release();
    this.zeros.clear();
    this.zeroMemory?.release();
    this.zeroMemory = undefined;
  }

  private own({ places }: EngineAdapter): Feeds {
    return this.named(
      ({ name, columns, rows }) =>
        places.get(name) ?? {
          a: this.zero([1, columns, ABSENT_RANK]),
          b: this.zero([1, ABSENT_RANK, rows]),
        },
    );
  }

  private named(tensors: (place: AdapterPlace) => Pick<FactorTensors, 'a' | 'b'>): Feeds {
    return Object.fromEntries(
      this.places.flatMap((place) => {
        const { a, b } = tensors(place);
        return [
          [place.inputs.a, a],
          [place.inputs.b, b],
        ];
      }),
    );
  }

  private zero(shape: readonly number[]): Tensor<'f32'> {
    const widest = Math.max(...this.places.flatMap(({ columns, rows }) => [columns, rows]));
    this.zeroMemory ??= this.tensor([widest * ABSENT_RANK]);
    const key = shape.join();
    const view = this.zeros.get(key) ?? (this.zeroMemory.view(shape) as Tensor<'f32'>);
    this.zeros.set(key, view);
    return view;
  }

  private tensor(shape: readonly number[], values?: Float32Array): Tensor<'f32'> {
    const tensor = this.session.allocate('f32', shape);
    if (values) tensor.data.set(values);
    else tensor.data.fill(0);
    return tensor;
  }
}
