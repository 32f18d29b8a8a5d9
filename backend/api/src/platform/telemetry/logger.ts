import { pino } from 'pino';
import { correlationId } from './correlation.js';

/** JSON lines on standard error. Never log document or personal text: ids, counts, times and codes only. */
export const logger = pino(
  {
    level: process.env['DESKMATE_LOG_LEVEL'] ?? (process.env['NODE_ENV'] === 'test' ? 'silent' : 'info'),
    base: { process: process.env['DESKMATE_PROCESS'] ?? 'api' },
    redact: ['req.headers.cookie', 'req.headers.authorization', 'password', 'token'],
    mixin: () => {
      const id = correlationId();
      return id ? { correlationId: id } : {};
    },
  },
  pino.destination(2),
);
