import { packVectors, unpackVectors } from './vector-codec.js';

describe('vector codec', () => {
  it('gives vectors back, also from bytes that are not aligned', () => {
    const vectors = [Float32Array.of(1, -2.5), Float32Array.of(0, 1e-8)];
    const bytes = Buffer.concat([Buffer.from([0]), packVectors(vectors)]).subarray(1);
    expect(unpackVectors(bytes, 2).map((v) => [...v])).toEqual(vectors.map((v) => [...v]));
    expect(unpackVectors(Buffer.alloc(0), 0)).toEqual([]);
    expect(() => unpackVectors(bytes, 3)).toThrow('are not 3 vectors');
  });
});
