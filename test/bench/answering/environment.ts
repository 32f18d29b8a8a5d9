import path from 'node:path';
import { root } from '../../support/product.js';
import type { BenchOptions } from '../bench.js';

/** A product for measuring: vectors by content hash outside the set, no rate limit, the generator that was named. */
export const productEnvironment = ({ model }: BenchOptions): NodeJS.ProcessEnv => ({
  DESKMATE_TEST_VECTOR_CACHE: path.join(root, '.deskmate', 'vectors'),
  DESKMATE_REQUESTS_PER_MINUTE: '1000000',
  ...(model && { DESKMATE_GENERATOR: model }),
});
