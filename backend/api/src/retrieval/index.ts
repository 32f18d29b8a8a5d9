export { selfContained } from './follow-up.js';
export type { Passage } from './passage.js';
export { RetrievalModule } from './retrieval.module.js';
export { Retrieval, type RetrievalQuery, type Retrieved } from './retrieve.js';
export { passageSchema } from './search.dto.js';
