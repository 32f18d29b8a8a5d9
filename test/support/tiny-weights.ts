/** A random decoder of a few kilobytes, for specs outside the model package that need weights which run. */
export { writeTinyLlama } from '../../model/test/tiny-llama.js';
