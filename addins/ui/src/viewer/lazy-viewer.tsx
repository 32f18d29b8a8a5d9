import { lazyPart } from '../foundation/lazy-part.js';
import { Loading } from '../states/loading.js';

export const loadViewer = async () => (await import('./document-viewer.js')).DocumentViewer;

/** The viewer, fetched when a document is first opened. */
export const DocumentViewer = lazyPart(loadViewer, () => <Loading />);
