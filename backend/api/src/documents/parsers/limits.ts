export interface ParseLimits {
  /** Bytes of the file itself. */
  maxBytes: number;
  /** Bytes that all parts of one archive may unpack to. */
  maxUnpackedBytes: number;
  /** Unpacked over packed, looked at once a part is large enough to matter. */
  maxRatio: number;
  maxEntries: number;
  /** Nesting of XML elements, HTML elements and lists. */
  maxDepth: number;
  /** Mails inside mails. */
  maxAttachmentDepth: number;
  maxPages: number;
  /** Characters of text in all blocks together. */
  maxTextLength: number;
}

const MB = 1024 * 1024;

export const DEFAULT_LIMITS: ParseLimits = {
  maxBytes: 100 * MB,
  maxUnpackedBytes: 1024 * MB,
  maxRatio: 200,
  maxEntries: 10_000,
  maxDepth: 256,
  maxAttachmentDepth: 2,
  maxPages: 5_000,
  maxTextLength: 400_000_000,
};

/** Below this a high ratio is harmless: blank sheets and empty tables pack extremely well. */
export const RATIO_MATTERS_FROM = 16 * MB;
