import { Foundation1764080000000 } from './0001-foundation.js';

/** Every schema change in order; a file that has landed is never edited. */
export const migrations = [Foundation1764080000000];
