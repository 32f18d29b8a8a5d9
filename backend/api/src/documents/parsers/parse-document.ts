import type { Block, BlockDraft, ParsedSummary } from '../block.js';
import { parserFor } from './index.js';
import { LanguageGuess } from './language.js';
import { DEFAULT_LIMITS, type ParseLimits } from './limits.js';
import { ParseFailure } from './parse-failure.js';
import type { DraftSummary, ParseContext } from './parser.js';

export interface ParseOptions {
  limits?: Partial<ParseLimits>;
  /** Share of the document that has been read, 0 to 1. */
  onProgress?: (share: number) => void;
}

/**
 * All blocks of a document in reading order, numbered, then what is known of it as a whole. Runs in this process: only
 * for trusted bytes and inside the parser process; everything else calls `parseFile`.
 */
export async function* parseDocument(
  bytes: Uint8Array,
  fileName: string,
  options: ParseOptions = {},
): AsyncGenerator<Block, ParsedSummary> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context = contextOf(fileName, limits, options.onProgress ?? (() => {}), 0);
  const language = new LanguageGuess();
  let ordinal = 0;
  let length = 0;
  try {
    const drafts = draftsOf(bytes, context);
    let next = await drafts.next();
    for (; !next.done; next = await drafts.next()) {
      length += next.value.text.length;
      if (length > limits.maxTextLength) throw tooMuchText();
      if (next.value.kind !== 'heading' || ordinal < 200) language.add(next.value.text);
      yield { ordinal: ordinal++, ...next.value };
    }
    if (ordinal === 0) throw withoutText(bytes);
    return summaryOf(next.value, language, ordinal);
  } catch (error) {
    throw asFailure(error);
  }
}

function contextOf(
  fileName: string,
  limits: ParseLimits,
  progress: (share: number) => void,
  depth: number,
): ParseContext {
  return {
    fileName,
    limits,
    progress,
    depth,
    parseInner: (bytes, innerName) => {
      if (depth + 1 > limits.maxAttachmentDepth || !('parse' in parserFor(innerName, bytes)))
        return undefined;
      return draftsOf(
        bytes,
        contextOf(innerName, limits, () => {}, depth + 1),
      );
    },
  };
}

async function* draftsOf(bytes: Uint8Array, context: ParseContext): AsyncGenerator<BlockDraft, DraftSummary> {
  if (bytes.length > context.limits.maxBytes) throw tooLarge(context.limits.maxBytes);
  const parser = parserFor(context.fileName, bytes);
  if (!('parse' in parser)) throw new ParseFailure(parser.code, parser.reason);
  const summary = yield* parser.parse(bytes, context);
  return { ...summary, meta: { format: parser.format, ...summary.meta } };
}

export function tooLarge(maxBytes: number): ParseFailure {
  const size = `${Math.round(maxBytes / 1024 / 1024)} MB`;
  return new ParseFailure(
    'too-large',
    `This file is larger than ${size}, the most that is read. Split it into smaller files.`,
  );
}

function tooMuchText(): ParseFailure {
  return new ParseFailure(
    'too-large',
    'This file holds more text than can be read. Split it into smaller files.',
  );
}

function withoutText(bytes: Uint8Array): ParseFailure {
  const isPdf = Buffer.from(bytes.subarray(0, 1024)).toString('latin1').includes('%PDF-');
  if (!isPdf) return new ParseFailure('empty', 'This file holds no text.');
  return new ParseFailure(
    'no-text',
    'This PDF holds no text, only pictures, as scans do. Run text recognition (OCR) over it and upload the result.',
  );
}

function summaryOf(draft: DraftSummary, language: LanguageGuess, blocks: number): ParsedSummary {
  return { ...draft, meta: draft.meta ?? {}, language: language.result(), blocks };
}

/** Our own failures as they are; a stack that ran over means nesting; anything else is a parser's error. */
export function asFailure(error: unknown): ParseFailure {
  if (error instanceof ParseFailure) return error;
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return new ParseFailure(
      'too-deep',
      'This file nests its parts too deeply to be read. Simplify it and upload it again.',
    );
  }
  const reason =
    'This file could not be read: the reader met something that it does not know. Open it in its own program, save it again, and upload that copy.';
  return Object.assign(new ParseFailure('parser-crashed', reason), { cause: error });
}
