import { z } from 'zod';
import { OpenAiClient, type OpenAiServer } from '../gateway/openai-client.js';
import { OpenAiGenerator } from '../gateway/openai-model.js';
import { ServerGuard } from '../gateway/server-guard.js';
import { failureOf } from '../model-failure.js';
import type { ServerTrialDto } from './model-server.dto.js';

const PATIENCE = { firstByteMs: 20_000, silenceMs: 10_000 };
const MOST_TOKENS = 24;
const question = [{ role: 'user' as const, content: 'Say hello in one short sentence.' }];
const modelList = z.object({ data: z.array(z.object({ id: z.string() })) });

/** One real call, without further attempts: its times, its text, or why it failed. */
export async function tryServer(
  server: Omit<OpenAiServer, 'contextTokens'>,
  signal: AbortSignal,
): Promise<ServerTrialDto> {
  const guard = new ServerGuard(server.id, { retries: 0 });
  const client = new OpenAiClient({ ...server, contextTokens: 8192 }, PATIENCE, guard);
  const models = await listModels(client, signal);
  const startedAt = performance.now();
  const elapsed = (): number => Math.round(performance.now() - startedAt);
  let text = '';
  let firstTokenMs: number | null = null;
  try {
    const stream = new OpenAiGenerator(client).generate(
      { messages: question, maxTokens: MOST_TOKENS },
      signal,
    );
    for await (const event of stream) {
      if (event.type !== 'text') continue;
      firstTokenMs ??= elapsed();
      text += event.text;
    }
    return { firstTokenMs, totalMs: elapsed(), text, models, failure: null };
  } catch (error) {
    return { firstTokenMs, totalMs: elapsed(), text, models, failure: failureOf(error) };
  }
}

/** Many servers list their models, which helps with a wrong name; not all do. */
async function listModels(client: OpenAiClient, signal: AbortSignal): Promise<string[] | null> {
  try {
    return modelList.parse(await client.models(signal)).data.map(({ id }) => id);
  } catch {
    return null;
  }
}
