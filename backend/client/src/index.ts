export { ApiClient } from './api-client.js';
export { ApiProblem, toApiProblem, type ProblemBody } from './api-problem.js';
export type { AnswerEvent } from './answer-stream.js';
export type { HttpOptions } from './http.js';
export type { SendFileOptions } from './send-file.js';
export * from './contract.js';
