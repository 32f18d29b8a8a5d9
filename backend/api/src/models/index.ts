export { hanShare } from './gateway/han-share.js';
export {
  type ChatMessage,
  type FinishReason,
  type GenerateEvent,
  type GenerateRequest,
  type TokenUsage,
} from './gateway/model.js';
export { type EmbedderInfo, type GeneratorInfo, ModelGateway } from './gateway/model-gateway.js';
