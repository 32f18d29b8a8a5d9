export { SUPPORTED_ARCHITECTURES } from './architectures/families.js';
export {
  choosePrecision,
  ENCODER_PRECISIONS,
  type EncoderPrecision,
  type Precision,
} from './architectures/precision.js';
export { type EngineMemory } from './engine/engine.js';
export type { FinishReason, Timings } from './engine/request.js';
export {
  bootstrapDifference,
  bootstrapMean,
  wilson,
  type BootstrapOptions,
  type Interval,
} from './evaluation/intervals.js';
export {
  compareLogits,
  joinComparisons,
  klDivergence,
  logProbability,
  logSumExp,
  perplexity,
  type LogitComparison,
} from './evaluation/language-model.js';
export { PROSE } from './evaluation/prose.js';
export { CrossEncoder, type CrossEncoderSpec } from './serving/cross-encoder.js';
export { TextToText, type TextToTextSpec } from './serving/text-to-text.js';
export { describeGenerator, type GeneratorFacts } from './serving/describe-generator.js';
export { evaluateApart, type Evaluation, type EvaluationWatch } from './serving/evaluate-apart.js';
export { evaluateText, type TextEvaluation } from './serving/evaluate-text.js';
export { evaluationTable } from './serving/evaluation-table.js';
export { loadModel } from './serving/load-model.js';
export { KL_CEILING } from './serving/precision-ceiling.js';
export { ModelClient } from './serving/model-client.js';
export type {
  EmbedResult,
  GenerateEvent,
  GenerateRequest,
  LogProbs,
  LoadedModel,
  ModelInfo,
  ModelSpec,
} from './serving/model-contract.js';
export { ModelError, type ModelErrorCode } from './serving/model-error.js';
export {
  startModelProcess,
  type ModelExit,
  type ModelProcess,
  type ModelProcessSpec,
} from './serving/start-model-process.js';
export { ggufMetadata, GgufFile, type GgufMetadata, type GgufValue } from './tensor/gguf-file.js';
export { SafetensorsFile } from './tensor/safetensors-file.js';
export { WeightFileError } from './tensor/weight-file.js';
export { bpeFromGguf } from './tokenizer/byte-level-bpe.js';
export { tokenizerFromGguf } from './tokenizer/gguf-tokenizer.js';
export { tokenizerFromJson } from './tokenizer/json-tokenizer.js';
export type { ChatMessage } from './tokenizer/chat-template.js';
export type { EncodeOptions, Tokenizer } from './tokenizer/tokenizer.js';
export { wordPieceFromJson, WordPiece } from './tokenizer/word-piece.js';
export { openTokenizer } from './serving/open-tokenizer.js';
