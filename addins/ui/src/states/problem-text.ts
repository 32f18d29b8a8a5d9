import type { ApiProblem } from '@deskmate/client';
import type { TFunction, i18n } from 'i18next';
import { reasonText } from './reason-text.js';

export interface ProblemText {
  what: string;
  means: string;
  now: string;
}

/** A problem in the person's language: by its code where we know it, else the server's own sentence. */
export function problemText(problem: ApiProblem, t: TFunction, i18n: i18n): ProblemText {
  const known = `problem.known.${problem.code}`;
  const hasKnown = i18n.exists(`${known}.what`);
  return {
    what: hasKnown ? t(`${known}.what`) : reasonText({ code: problem.code, reason: problem.detail }, t, i18n),
    means: hasKnown ? t(`${known}.means`) : '',
    now: hasKnown ? t(`${known}.now`) : t(`problem.now.${nowOf(problem.status)}`),
  };
}

function nowOf(status: number): 'wait' | 'signIn' | 'askOwner' | 'check' | 'retry' {
  if (status === 429 || status === 503) return 'wait';
  if (status === 401) return 'signIn';
  if (status === 403 || status === 404) return 'askOwner';
  if (status >= 400 && status < 500) return 'check';
  return 'retry';
}
