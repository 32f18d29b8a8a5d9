/** How far fetching one file is. */
export interface FetchProgress {
  /** Bytes of the file that are on disk. */
  received: number;
  total: number | undefined;
}

export interface FetchRequest {
  /** Where the bytes go; what an interrupted attempt left there is continued where the source can. */
  partFile: string;
  bytes?: number;
  signal?: AbortSignal;
  onProgress?: (progress: FetchProgress) => void;
}

/** What the source itself says about the bytes, for files without a pinned checksum. */
export interface FetchedChecksum {
  algorithm: 'sha256' | 'git-blob-sha1';
  hex: string;
}

/** Why a source could not deliver; the next one is tried. */
export class SourceError extends Error {}
