import type { Session, Tensor } from '../runtime/session.js';
import type { AdapterPlace, EngineAdapter, FactorTensors } from './adapter-bank.js';

type Pair = Pick<FactorTensors, 'a' | 'b'>;

/** How much memory there is: rows, and the rank at each place. */
interface Shape {
  rows: number;
  ranks: readonly number[];
}

const RANK_STEP = 8;

/**
 * The factors of each row of a batch one behind the other, for runs whose rows have different adapters. A row is copied
 * when its adapter changes, which is when a request comes or goes, not at each step.
 */
export class AdapterRows {
  private generation = 0; // counts the times that the memory moved
  private shape: Shape = { rows: 0, ranks: [] };
  private memory: Pair[] = [];
  private held: (EngineAdapter | undefined)[] = []; // whose factors each row has
  private readonly views = new Map<number, Map<string, Pair>>(); // by the number of rows

  constructor(
    private readonly session: Session,
    private readonly places: readonly AdapterPlace[],
  ) {}

  get bytes(): number {
    return this.memory.reduce((sum, { a, b }) => sum + 4 * (a.data.length + b.data.length), 0);
  }

  /** Tensors over the first rows, one for each adapter, in their order. */
  assign(adapters: readonly (EngineAdapter | undefined)[]) {
    this.grow(adapters);
    adapters.forEach((adapter, row) => {
      if (this.held[row] === adapter) return;
      this.places.forEach((place, i) => this.copy(adapter?.places.get(place.name), place, { row, i }));
      this.held[row] = adapter;
    });
    return { generation: this.generation, tensors: this.viewsOf(adapters.length) };
  }

  release(): void {
    this.drop();
    this.shape = { rows: 0, ranks: [] };
  }

  private grow(adapters: readonly (EngineAdapter | undefined)[]): void {
    const ranks = this.places.map(({ name }, i) => {
      const most = Math.max(...adapters.map((adapter) => adapter?.places.get(name)?.rank ?? 0));
      return Math.max(this.shape.ranks[i] ?? RANK_STEP, Math.ceil(most / RANK_STEP) * RANK_STEP);
    });
    const rows = Math.max(this.shape.rows, adapters.length);
    const fits = rows === this.shape.rows && ranks.every((rank, i) => rank === this.shape.ranks[i]);
    if (fits) return;
    this.drop();
    this.memory = this.places.map((place, i) => ({
      a: this.zeros([rows, place.columns, ranks[i]!]),
      b: this.zeros([rows, ranks[i]!, place.rows]),
    }));
    this.shape = { rows, ranks };
  }

  /** Writes one row at one place, zeros where the adapter has a lower rank or none. */
  private copy(
    factors: FactorTensors | undefined,
    { columns, rows }: AdapterPlace,
    { row, i }: { row: number; i: number },
  ): void {
    const rank = this.shape.ranks[i]!;
    const a = this.memory[i]!.a.data.subarray(row * columns * rank, (row + 1) * columns * rank);
    const b = this.memory[i]!.b.data.subarray(row * rank * rows, (row + 1) * rank * rows);
    const own = factors?.rank ?? 0;
    if (own < rank) {
      a.fill(0);
      b.fill(0);
    }
    if (!factors) return;
    b.set(factors.b.data);
    if (own === rank) return a.set(factors.a.data);
    for (let column = 0; column < columns; column++)
      a.set(factors.a.data.subarray(column * own, (column + 1) * own), column * rank);
  }

  private viewsOf(rows: number): Map<string, Pair> {
    const known = this.views.get(rows);
    if (known) return known;
    const views = new Map(
      this.places.map((place, i) => {
        const rank = this.shape.ranks[i]!;
        const { a, b } = this.memory[i]!;
        const pair = { a: a.view([rows, place.columns, rank]), b: b.view([rows, rank, place.rows]) } as Pair;
        return [place.name, pair] as const;
      }),
    );
    this.views.set(rows, views);
    return views;
  }

  private drop(): void {
    this.generation++;
    for (const views of this.views.values()) for (const pair of views.values()) releasePair(pair);
    for (const pair of this.memory) releasePair(pair);
    this.views.clear();
    this.memory = [];
    this.held = [];
  }

  private zeros(shape: readonly number[]): Tensor<'f32'> {
    const tensor = this.session.allocate('f32', shape);
    tensor.data.fill(0);
    return tensor;
  }
}

function releasePair({ a, b }: Pair): void {
  a.release();
  b.release();
}
