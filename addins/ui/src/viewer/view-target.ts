import type { Citation, Document } from '@deskmate/client';

/** What the viewer opens: a version of a document, and the passage in it that is meant, if one is. */
export interface ViewTarget {
  documentId: string;
  versionId: string;
  versionNumber: number;
  title: string;
  fileName: string;
  passage?: Pick<Citation, 'anchor' | 'fromOrdinal' | 'toOrdinal' | 'start' | 'end' | 'quote'>;
}

export const targetOfCitation = (citation: Citation): ViewTarget => ({ ...citation, passage: citation });

export const targetOfDocument = (document: Document): ViewTarget => ({
  documentId: document.id,
  versionId: document.version.id,
  versionNumber: document.version.number,
  title: document.title,
  fileName: document.fileName,
});

export const isPdf = (target: ViewTarget): boolean => /\.pdf$/i.test(target.fileName);
