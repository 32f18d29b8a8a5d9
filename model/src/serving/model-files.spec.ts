import { findModelFiles } from './model-files.js';

describe('findModelFiles', () => {
  it('finds the parts whatever they are called', () => {
    expect(
      findModelFiles({
        'model.safetensors': '/m/model.safetensors',
        a: '/m/tokenizer.json',
        b: '/m/config.json',
      }),
    ).toEqual({
      weights: '/m/model.safetensors',
      tokenizer: '/m/tokenizer.json',
      config: '/m/config.json',
    });
    expect(findModelFiles({ weights: '/m/x.gguf' }).weights).toBe('/m/x.gguf');
  });

  it('says what is missing', () =>
    expect(() => findModelFiles({ a: '/m/readme.md' })).toThrow('given: /m/readme.md'));
});
