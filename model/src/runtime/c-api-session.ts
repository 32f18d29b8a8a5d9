import koffi from 'koffi';
import path from 'node:path';
import { libraryPlaces, requireCudaLibraries, runtimeVersion } from './cuda-libraries.js';
import { loadOrtApi, type OrtApi, type Pointer } from './ort-api.js';
import { findOrtLibrary } from './ort-library.js';
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

const ORT_TYPES: Record<ElementType, number> = { f32: 1, i32: 6, i64: 7 };
const ELEMENT_BYTES: Record<ElementType, number> = { f32: 4, i32: 4, i64: 8 };
const ARRAYS = { f32: Float32Array, i32: Int32Array, i64: BigInt64Array };
const MINIMUM_BYTES = 64;
const ALL_OPTIMISATIONS = 99;

/** A tensor over native memory, which the runtime reads and writes where it lies. */
class NativeTensor<T extends ElementType> implements Tensor<T> {
  readonly value: Pointer;
  private readonly count: number;
  private array: Elements[T] | undefined;
  private released = false;

  constructor(
    private readonly api: OrtApi,
    readonly type: T,
    readonly shape: readonly number[],
    private readonly memory: { address: bigint; owned: boolean },
  ) {
    this.count = elementCount(shape);
    const dimensions = shape.map(BigInt);
    this.value = api.get(
      'createTensor',
      api.memoryInfo,
      memory.address,
      this.count * ELEMENT_BYTES[type],
      dimensions,
      shape.length,
      ORT_TYPES[type],
    );
  }

  /** Made when first asked for, because the views that only runs use are many. */
  get data(): Elements[T] {
    if (this.array) return this.array;
    const bytes = this.count * ELEMENT_BYTES[this.type];
    const buffer = bytes ? koffi.view(this.memory.address, bytes) : new ArrayBuffer(0);
    return (this.array = new ARRAYS[this.type](buffer) as Elements[T]);
  }

  view(shape: readonly number[], offset = 0): Tensor<T> {
    const end = offset + elementCount(shape);
    if (offset < 0 || end > this.count)
      throw new Error(`A view of ${end} elements exceeds the ${this.count} there are.`);
    const address = this.memory.address + BigInt(offset * ELEMENT_BYTES[this.type]);
    return new NativeTensor(this.api, this.type, shape, { address, owned: false });
  }

  release(): void {
    if (this.released) return; // a second free would corrupt the heap
    this.released = true;
    this.api.release('value', this.value);
    if (this.memory.owned) this.api.call('free', this.api.allocator, this.memory.address);
  }
}

/** The names and values of a run as the C arrays that it takes. */
class NativeBinding implements Binding {
  readonly inputs: NativeList;
  readonly outputs: NativeList;

  constructor(inputs: Feeds, outputs: Feeds) {
    this.inputs = new NativeList(inputs);
    this.outputs = new NativeList(outputs);
  }

  release(): void {
    this.inputs.release();
    this.outputs.release();
  }
}

class NativeList {
  readonly names: unknown;
  readonly values: unknown;
  readonly count: number;
  private readonly strings: unknown[];
  private released = false;

  constructor(feeds: Feeds) {
    const entries = Object.entries(feeds);
    this.count = entries.length;
    this.strings = entries.map(([name]) => nativeString(name));
    this.names = pointerArray(this.strings);
    this.values = pointerArray(entries.map(([, tensor]) => (tensor as NativeTensor<ElementType>).value));
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    for (const memory of [...this.strings, this.names, this.values]) koffi.free(memory);
  }
}

function nativeString(text: string): unknown {
  const bytes = Buffer.from(`${text}\0`);
  const memory: unknown = koffi.alloc('uint8', bytes.length);
  new Uint8Array(koffi.view(memory, bytes.length)).set(bytes);
  return memory;
}

function pointerArray(pointers: unknown[]): unknown {
  const memory: unknown = koffi.alloc('void*', Math.max(1, pointers.length));
  koffi.encode(memory, koffi.array('void*', pointers.length), pointers);
  return memory;
}

/** Runs through onnxruntime's C API: off the event loop, cancellable, outputs in place. */
export class CApiSession implements Session {
  readonly adapter = 'c-api';
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  private readonly idleOptions: Pointer[]; // one for each run that may start
  private closed = false;

  private constructor(
    private readonly api: OrtApi,
    private readonly session: Pointer,
    readonly runs: number,
  ) {
    this.idleOptions = Array.from({ length: runs }, () => api.get('createRunOptions'));
    this.inputNames = this.names('countInputs', 'inputName');
    this.outputNames = this.names('countOutputs', 'outputName');
  }

  static async open(file: string, options: SessionOptions): Promise<CApiSession> {
    const api = loadOrtApi();
    const native = api.get('createSessionOptions');
    const runs = Math.min(options.runs ?? 1, options.threads);
    try {
      api.call('setIntraOpThreads', native, options.threads - runs + 1); // each run brings a thread of its own
      api.call('setInterOpThreads', native, 1);
      api.call('setGraphOptimization', native, ALL_OPTIMISATIONS);
      api.call('addConfig', native, 'session.intra_op.allow_spinning', '1');
      api.call('addConfig', native, 'session.intra_op.spin_duration_us', String(SPIN_US));
      if (options.device === 'cuda') appendCuda(api, native);
      const out: [Pointer] = [null];
      await api.callAsync('createSession', api.env, file, native, out);
      return new CApiSession(api, out[0], runs);
    } finally {
      api.release('sessionOptions', native);
    }
  }

  allocate<T extends ElementType>(type: T, shape: readonly number[]): Tensor<T> {
    const bytes = Math.max(MINIMUM_BYTES, elementCount(shape) * ELEMENT_BYTES[type]);
    const address = this.api.get<bigint>('allocate', this.api.allocator, bytes);
    return new NativeTensor(this.api, type, shape, { address, owned: true });
  }

  bind(inputs: Feeds, outputs: Feeds): Binding {
    return new NativeBinding(inputs, outputs);
  }

  async run(binding: Binding, signal?: AbortSignal): Promise<void> {
    if (this.closed) throw new Error('The session is closed.');
    if (this.idleOptions.length === 0) throw new Error('The session is already running.');
    if (signal?.aborted) throw new RunCancelled();
    const { inputs, outputs } = binding as NativeBinding;
    const runOptions = this.idleOptions.pop()!;
    const terminate = () => this.api.call('setTerminate', runOptions);
    signal?.addEventListener('abort', terminate, { once: true });
    try {
      const ins = [inputs.names, inputs.values, inputs.count] as const;
      const outs = [outputs.names, outputs.count, outputs.values] as const;
      await this.api.callAsync('run', this.session, runOptions, ...ins, ...outs);
    } catch (error) {
      throw signal?.aborted ? new RunCancelled() : error;
    } finally {
      signal?.removeEventListener('abort', terminate);
      this.api.call('unsetTerminate', runOptions);
      this.idleOptions.push(runOptions);
    }
  }

  close(): void {
    if (this.closed) return;
    if (this.idleOptions.length < this.runs)
      throw new Error('The session is running; it cannot be closed now.');
    this.closed = true;
    for (const options of this.idleOptions) this.api.release('runOptions', options);
    this.api.release('session', this.session);
  }

  private names(count: 'countInputs' | 'countOutputs', name: 'inputName' | 'outputName'): string[] {
    const total = Number(this.api.get<number | bigint>(count, this.session));
    return Array.from({ length: total }, (_, i) => {
      const memory = this.api.get(name, this.session, i, this.api.allocator);
      const text = String(koffi.decode(memory, 'char', -1));
      this.api.call('free', this.api.allocator, memory);
      return text;
    });
  }
}

/** Graphs then run on the GPU; tensors stay in the machine's memory and are copied for each run. */
function appendCuda(api: OrtApi, sessionOptions: Pointer): void {
  requireCudaLibraries(libraryPlaces(path.dirname(findOrtLibrary())), runtimeVersion());
  const cudaOptions = api.get('createCudaOptions');
  try {
    api.call('appendCuda', sessionOptions, cudaOptions);
  } finally {
    api.release('cudaOptions', cudaOptions);
  }
}
