/** Stable: stored with the failed document and shown by the pages. */
export const PARSE_FAILURE_CODES = [
  'unsupported-format',
  'needs-password',
  'damaged',
  'too-large',
  'too-deep',
  'out-of-memory',
  'timed-out',
  'empty',
  'no-text',
  'parser-crashed',
] as const;

export type ParseFailureCode = (typeof PARSE_FAILURE_CODES)[number];

/** Why a document could not be read, in a sentence that a person can act on. */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure';

  constructor(
    readonly code: ParseFailureCode,
    readonly reason: string,
  ) {
    super(reason);
  }
}

export function damaged(what: string): ParseFailure {
  return new ParseFailure(
    'damaged',
    `${what} Open it in its own program, save it again, and upload that copy.`,
  );
}

export function needsPassword(): ParseFailure {
  return new ParseFailure(
    'needs-password',
    'This file is protected with a password. Save a copy without the password and upload that.',
  );
}
