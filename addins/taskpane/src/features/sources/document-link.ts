import type { Citation } from '@deskmate/client';

/** The address of a cited passage: opens for whoever may read the document. */
export function documentLink(citation: Citation, origin = location.origin): string {
  const search = new URLSearchParams({
    version: citation.versionId,
    from: String(citation.fromOrdinal),
    to: String(citation.toOrdinal),
    start: String(citation.start),
    end: String(citation.end),
  });
  return `${origin}/documents/${citation.documentId}?${search}`;
}
