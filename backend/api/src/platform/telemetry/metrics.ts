import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Prometheus metrics of this process; the worker's reach the api through its heartbeat. */
export const metrics = new Registry();

let collecting = false;

/** Node's own figures (event loop lag, memory, garbage collection); once per process. */
export function collectProcessMetrics(): void {
  if (collecting) return;
  collecting = true;
  collectDefaultMetrics({ register: metrics, prefix: 'deskmate_' });
}

const register = [metrics];

export const requestSeconds = new Histogram({
  name: 'deskmate_http_request_seconds',
  help: 'Time of HTTP requests by route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 60],
  registers: register,
});

export const answersTotal = new Counter({
  name: 'deskmate_answers_total',
  help: 'Answers by mode and finish reason',
  labelNames: ['mode', 'finish_reason'],
  registers: register,
});

export const stageSeconds = new Histogram({
  name: 'deskmate_answer_stage_seconds',
  help: 'Time of each stage of an answer',
  labelNames: ['stage'],
  buckets: [0.01, 0.05, 0.1, 0.3, 1, 3, 10, 60],
  registers: register,
});

export const documentsTotal = new Counter({
  name: 'deskmate_documents_indexed_total',
  help: 'Document versions by how their indexing ended',
  labelNames: ['state'],
  registers: register,
});

export const jobsWaiting = new Gauge({
  name: 'deskmate_jobs',
  help: 'Jobs by queue and state',
  labelNames: ['queue', 'state'],
  registers: register,
});
