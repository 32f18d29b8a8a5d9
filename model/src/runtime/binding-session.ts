import * as ort from 'onnxruntime-node';
import {
  elementCount,
  RunCancelled,
  SPIN_US,
  type Binding,
  type Elements,
  type ElementType,
  type Feeds,
  type Session,
  type SessionOptions,
  type Tensor,
} from './session.js';

const ORT_TYPES = { f32: 'float32', i32: 'int32', i64: 'int64' } as const;
const ARRAYS = { f32: Float32Array, i32: Int32Array, i64: BigInt64Array };

/** A tensor over JavaScript memory; views share its buffer. */
class BufferTensor<T extends ElementType> implements Tensor<T> {
  readonly value: ort.Tensor;

  constructor(
    readonly type: T,
    readonly shape: readonly number[],
    readonly data: Elements[T],
  ) {
    this.value = new ort.Tensor(ORT_TYPES[type], data as Float32Array, shape) as ort.Tensor;
  }

  view(shape: readonly number[], offset = 0): Tensor<T> {
    const end = offset + elementCount(shape);
    if (offset < 0 || end > this.data.length)
      throw new Error(`A view of ${end} elements exceeds the ${this.data.length} there are.`);
    return new BufferTensor(this.type, shape, this.data.subarray(offset, end) as Elements[T]);
  }

  release(): void {
    // the garbage collector's
  }
}

class BufferBinding implements Binding {
  readonly inputs: Record<string, ort.Tensor>;
  readonly outputs: Record<string, ort.Tensor>;

  constructor(inputs: Feeds, outputs: Feeds) {
    this.inputs = valuesOf(inputs);
    this.outputs = valuesOf(outputs);
  }

  release(): void {
    // the garbage collector's
  }
}

const valuesOf = (feeds: Feeds): Record<string, ort.Tensor> =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, (tensor as BufferTensor<ElementType>).value]),
  );

/**
 * Runs through the package's own binding, where the C API cannot be reached. Correct, but slower: it copies every
 * output once more, a run holds the event loop, and cancelling takes effect only between runs.
 */
export class BindingSession implements Session {
  readonly adapter = 'binding';
  readonly runs = 1;
  private running = false;
  private closed = false;

  private constructor(private readonly session: ort.InferenceSession) {}

  static async open(file: string, options: SessionOptions): Promise<BindingSession> {
    if (options.device === 'cuda')
      throw new Error('device: cuda needs the C API: the binding runs on the CPU only.');
    const session = await ort.InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4, // every error reaches the caller
      extra: { session: { intra_op: { allow_spinning: '1', spin_duration_us: String(SPIN_US) } } },
    });
    return new BindingSession(session);
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  allocate<T extends ElementType>(type: T, shape: readonly number[]): Tensor<T> {
    return new BufferTensor(type, shape, new ARRAYS[type](elementCount(shape)) as Elements[T]);
  }

  bind(inputs: Feeds, outputs: Feeds): Binding {
    return new BufferBinding(inputs, outputs);
  }

  async run(binding: Binding, signal?: AbortSignal): Promise<void> {
    if (this.closed) throw new Error('The session is closed.');
    if (this.running) throw new Error('The session is already running.');
    if (signal?.aborted) throw new RunCancelled();
    const { inputs, outputs } = binding as BufferBinding;
    this.running = true;
    try {
      await this.session.run(inputs, outputs); // writes into the bound outputs; the copies it returns are dropped
    } finally {
      this.running = false;
    }
    if (signal?.aborted) throw new RunCancelled();
  }

  close(): void {
    if (this.running) throw new Error('The session is running; it cannot be closed now.');
    if (this.closed) return;
    this.closed = true;
    void this.session.release();
  }
}
