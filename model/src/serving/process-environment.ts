/**
 * What a process that only computes may know of its surroundings: where programs, libraries and temporary files lie, the
 * language and time zone, how libraries use threads, memory and accelerators. No address of a database, no secret.
 */
const ALLOWED =
  /^(PATH|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_[A-Z]+|TZ|NODE_ENV|(LD|DYLD)_LIBRARY_PATH|SYSTEMROOT|WINDIR|(OMP|MKL|KMP|MALLOC|ORT)_\w+|CUDA_VISIBLE_DEVICES)$/i;

export const processEnvironment = (from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(from).filter(([name]) => ALLOWED.test(name)));
