/** An adapter that this base cannot run; the message says why and, where it can, what to do. */
export class AdapterRefused extends Error {
  constructor(folder: string, reason: string) {
    super(`The adapter in ${folder} cannot be used: ${reason}.`);
    this.name = 'AdapterRefused';
  }
}
