import { once } from 'node:events';
import type { Response } from 'express';
import type { TokenChance, TokenLogProbs } from '../models/index.js';
import { logger, newId } from '../platform/index.js';
import type { CompletionPart, Usage } from './chat.dto.js';
import { compatError } from './compat-problem.filter.js';

interface Completion {
  model: string;
  parts: AsyncGenerator<CompletionPart>;
}

/** The whole completion as one object. */
export async function collectCompletion({ model, parts }: Completion): Promise<object> {
  let content = '';
  const logProbs: TokenLogProbs[] = [];
  let last: CompletionPart | null = null;
  for await (const part of parts) {
    content += part.text;
    logProbs.push(...(part.logProbs ?? []));
    last = part;
  }
  const message = {
    role: 'assistant',
    content,
    refusal: null,
    ...(last?.annotations && { annotations: last.annotations }),
  };
  return {
    ...headOf('chat.completion', model),
    choices: [
      { index: 0, message, finish_reason: last?.finishReason ?? 'stop', logprobs: logProbsOf(logProbs) },
    ],
    usage: last?.usage ?? null,
  };
}

/** The completion in chunks, as server-sent events that end with `[DONE]`. */
export async function streamCompletion(
  response: Response,
  { model, parts }: Completion,
  { includeUsage, signal }: { includeUsage: boolean; signal: AbortSignal },
): Promise<void> {
  const first = await parts.next(); // what fails before the first word is a plain problem document
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  const head = headOf('chat.completion.chunk', model);
  const send = async (data: object | string): Promise<void> => {
    const taken = response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
    if (!taken) await once(response, 'drain', { signal });
  };
  const chunk = (delta: object, finishReason: string | null, logProbs?: TokenLogProbs[]): object => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: logProbsOf(logProbs) }],
    ...(includeUsage && { usage: null }),
  });
  try {
    await send(chunk({ role: 'assistant', content: '' }, null));
    let usage: Usage | null = null;
    for (let { value, done } = first; !done; { value, done } = await parts.next()) {
      const { text, annotations, finishReason, logProbs } = value as CompletionPart;
      usage = (value as CompletionPart).usage ?? usage;
      if (text || annotations || finishReason)
        await send(
          chunk(
            { ...(text && { content: text }), ...(annotations && { annotations }) },
            finishReason ?? null,
            logProbs,
          ),
        );
    }
    if (includeUsage) await send({ ...head, choices: [], usage });
    await send('[DONE]');
  } catch (error) {
    if (signal.aborted) return;
    logger.error({ err: error }, 'a completion failed');
    await send(compatError(error).body);
  } finally {
    response.end();
  }
}

/** As OpenAI tells them; null where none were asked for. */
function logProbsOf(logProbs: TokenLogProbs[] = []): object | null {
  if (logProbs.length === 0) return null;
  const chance = ({ text, bytes, logProb }: TokenChance) => ({ token: text, bytes, logprob: logProb });
  const content = logProbs.map((token) => ({ ...chance(token), top_logprobs: token.top.map(chance) }));
  return { content, refusal: null };
}

const headOf = (object: string, model: string) => ({
  id: `chatcmpl-${newId()}`,
  object,
  created: Math.floor(Date.now() / 1000),
  model,
});
