import { TestEnvironment } from 'jest-environment-node';

/** Node's test environment with the outer realm's typed arrays: onnxruntime's binding refuses those of another realm. */
export default class NativeEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, {
      Float32Array,
      Float64Array,
      Int8Array,
      Int32Array,
      BigInt64Array,
      Uint8Array,
    });
  }
}
