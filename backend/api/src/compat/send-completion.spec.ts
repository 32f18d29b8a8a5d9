import type { CompletionPart } from './chat.dto.js';
import { collectCompletion } from './send-completion.js';

async function* partsOf(...parts: CompletionPart[]): AsyncGenerator<CompletionPart> {
  for (const part of parts) yield await Promise.resolve(part);
}

describe('collectCompletion', () => {
  const chance = { text: 'é', bytes: [195, 169], logProb: -0.25 };

  it('tells probabilities as OpenAI does', async () => {
    const parts = partsOf(
      { text: 'é', logProbs: [{ ...chance, top: [chance] }] },
      { text: '', finishReason: 'stop' },
    );
    const token = { token: 'é', bytes: [195, 169], logprob: -0.25 };
    expect(await collectCompletion({ model: 'm', parts })).toMatchObject({
      choices: [{ message: { content: 'é' }, logprobs: { content: [{ ...token, top_logprobs: [token] }] } }],
    });
  });

  it('tells none where none were asked for', async () => {
    expect(await collectCompletion({ model: 'm', parts: partsOf({ text: 'x' }) })).toMatchObject({
      choices: [{ message: { content: 'x' }, logprobs: null }],
    });
  });
});
