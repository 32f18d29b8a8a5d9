import { Problem } from '../../platform/index.js';

const MOST_WAIT_S = 60;
const USUAL_WAIT_S = 5;

export interface Refusal {
  status: number;
  body: string;
  /** The header, in seconds or as a date. */
  retryAfter?: string | null;
}

/** What a server's HTTP status means for who asked, and whether to try again. */
export function refusalOf(server: { id: string; model: string }, refusal: Refusal): Problem {
  const { status, body, retryAfter } = refusal;
  const { id, model } = server;
  const said = messageOf(body);
  const retryAfterS = waitOf(retryAfter) ?? USUAL_WAIT_S;
  if (status === 429) return tooMuchFor(id, retryAfterS);
  if (status === 401 || status === 403)
    return new Problem(
      502,
      'model-server-refused',
      `The model server ${id} refuses the API key. Check openAiServers in the configuration.`,
    );
  if (status === 404)
    return new Problem(
      502,
      'model-server-failed',
      `The model server ${id} does not know the model ${model}, or its address is wrong${said}.`,
    );
  if (status === 400 && /context|too long|maximum/i.test(body))
    return new Problem(
      422,
      'prompt-too-long',
      `The question with its passages is longer than ${id} reads${said}.`,
    );
  const extra = status >= 500 ? { retryAfterS } : {};
  return new Problem(502, 'model-server-failed', `The model server ${id} answered ${status}${said}.`, extra);
}

export const tooMuchFor = (id: string, retryAfterS = USUAL_WAIT_S): Problem => {
  const detail = `The model server ${id} has too much to do. Try again in a moment.`;
  return new Problem(429, 'model-busy', detail, { retryAfterS });
};

function waitOf(retryAfter: string | null | undefined): number | undefined {
  if (!retryAfter) return undefined;
  const isSeconds = /^\d+$/.test(retryAfter.trim());
  const seconds = isSeconds ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(Math.ceil(seconds), 1), MOST_WAIT_S);
}

function messageOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: string | { message?: string } };
    const said = typeof error === 'string' ? error : error?.message;
    return said ? `: ${said.slice(0, 300).replace(/\.$/, '')}` : '';
  } catch {
    return '';
  }
}
