export type ModelErrorCode =
  | 'prompt-too-long'
  | 'invalid-request'
  | 'unsupported-task'
  | 'does-not-fit' // its keys and values would need more memory than the model may take
  | 'adapter-refused' // it was not trained for this model, or cannot be read
  | 'model-busy' // too much waits already; try again after details.retryAfterMs
  | 'deadline-exceeded'
  | 'model-failed'
  | 'model-unavailable' // the process is gone or going; try again once it is back
  | 'cancelled';

/** An error that crosses the process boundary: a stable code and a sentence to act on. */
export class ModelError extends Error {
  constructor(
    readonly code: ModelErrorCode,
    message: string,
    readonly details: Record<string, number> = {},
  ) {
    super(message);
    this.name = 'ModelError';
  }

  get retryable(): boolean {
    return this.code === 'model-unavailable' || this.code === 'model-busy';
  }
}
