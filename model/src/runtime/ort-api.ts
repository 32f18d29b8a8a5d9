import koffi, { type KoffiFunc, type LibraryHandle } from 'koffi';
import { findOrtLibrary } from './ort-library.js';

/** The C API's struct of function pointers for this version; fields are only ever appended to it. */
const API_VERSION = 22;
const POINTER_BYTES = 8;
const LOG_FATAL = 4; // every error reaches the caller, so none needs to be written to stderr too

export type Pointer = bigint | null;
type Native = KoffiFunc<(...args: unknown[]) => unknown>;

/** Index in OrtApi and arguments of each function used; all of these return an OrtStatus. */
const FUNCTIONS = {
  createEnv: [3, 'int level, str id, _Out_ void** env'],
  createSession: [7, 'void* env, str path, void* options, _Out_ void** session'],
  run: [
    9,
    'void* session, void* options, void* inNames, void* ins, size_t inCount, void* outNames, size_t outCount, void* outs',
  ],
  createSessionOptions: [10, '_Out_ void** options'],
  setIntraOpThreads: [24, 'void* options, int count'],
  setInterOpThreads: [25, 'void* options, int count'],
  setGraphOptimization: [23, 'void* options, int level'],
  countInputs: [30, 'void* session, _Out_ size_t* count'],
  countOutputs: [31, 'void* session, _Out_ size_t* count'],
  inputName: [36, 'void* session, size_t index, void* allocator, _Out_ void** name'],
  outputName: [37, 'void* session, size_t index, void* allocator, _Out_ void** name'],
  createRunOptions: [39, '_Out_ void** options'],
  setTerminate: [46, 'void* options'],
  unsetTerminate: [47, 'void* options'],
  createTensor: [
    49,
    'void* memory, void* data, size_t bytes, int64* shape, size_t rank, int type, _Out_ void** value',
  ],
  createCpuMemoryInfo: [69, 'int allocator, int memory, _Out_ void** info'],
  allocate: [75, 'void* allocator, size_t bytes, _Out_ void** data'],
  free: [76, 'void* allocator, void* data'],
  defaultAllocator: [78, '_Out_ void** allocator'],
  addConfig: [130, 'void* options, str key, str value'],
  appendCuda: [204, 'void* options, void* cudaOptions'],
  createCudaOptions: [205, '_Out_ void** cudaOptions'],
} as const;
/** Functions that release an object and return nothing. */
const RELEASES = {
  status: 93,
  session: 95,
  value: 96,
  runOptions: 97,
  sessionOptions: 100,
  cudaOptions: 208,
} as const;

export type OrtFunction = keyof typeof FUNCTIONS;

/** onnxruntime's C API by foreign-function calls, in the library that onnxruntime-node ships. */
export class OrtApi {
  readonly env: Pointer;
  readonly allocator: Pointer;
  readonly memoryInfo: Pointer;
  private readonly functions: Record<OrtFunction, Native>;
  private readonly releases: Record<keyof typeof RELEASES, Native>;
  private readonly message: Native;

  // The library handle must stay referenced: collecting it would unload the code that the pointers lead to.
  constructor(private readonly library: LibraryHandle) {
    const base: unknown = this.library.func('OrtGetApiBase', 'void*', [])();
    const table = functionAt(base, 0, 'void*', 'uint32 version')(API_VERSION);
    if (table === null)
      throw new Error(`The onnxruntime library does not offer version ${API_VERSION} of its API.`);
    this.functions = mapValues(FUNCTIONS, ([index, args]) => functionAt(table, index, 'void*', args));
    this.releases = mapValues(RELEASES, (index) => functionAt(table, index, 'void', 'void* object'));
    this.message = functionAt(table, 2, 'str', 'void* status');
    this.env = this.get('createEnv', LOG_FATAL, 'deskmate');
    this.allocator = this.get('defaultAllocator');
    this.memoryInfo = this.get('createCpuMemoryInfo', 1, 0);
  }

  call(name: OrtFunction, ...args: unknown[]): void {
    this.check(this.functions[name](...args));
  }

  /** Calls a function whose last argument is where it puts its result. */
  get<T = Pointer>(name: OrtFunction, ...args: unknown[]): T {
    const out: [T | null] = [null];
    this.call(name, ...args, out);
    return out[0] as T;
  }

  /** Runs on a thread of libuv's pool, so that the event loop stays free. */
  callAsync(name: OrtFunction, ...args: unknown[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.functions[name].async(...args, (error: Error | null, status: unknown) => {
        try {
          if (error) throw error;
          this.check(status);
          resolve();
        } catch (reason) {
          reject(reason as Error);
        }
      });
    });
  }

  release(kind: keyof typeof RELEASES, object: Pointer): void {
    this.releases[kind](object);
  }

  private check(status: unknown): void {
    if (!status) return;
    const message = String(this.message(status));
    this.release('status', status as Pointer);
    throw new Error(message);
  }
}

let shared: OrtApi | undefined;

/** The process's one instance; throws where koffi or the library cannot be loaded. */
export function loadOrtApi(): OrtApi {
  shared ??= new OrtApi(koffi.load(findOrtLibrary()));
  return shared;
}

function functionAt(table: unknown, index: number, result: string, args: string): Native {
  const address: unknown = koffi.decode(table, index * POINTER_BYTES, 'void*');
  return koffi.decode(address, koffi.proto(`${result} (${args})`)) as Native;
}

function mapValues<K extends string, A, B>(object: Record<K, A>, map: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(object).map(([key, value]) => [key, map(value)])) as Record<
    K,
    B
  >;
}
