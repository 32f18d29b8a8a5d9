import { describeWithFiles, modelFiles } from '../../../test/model-folder.js';
import { schemaProblem } from '../../../test/json-schema-check.js';
import { randomSchema } from '../../../test/random-schema.js';
import { LoadedGenerator } from '../../serving/loaded-generator.js';

const FULL = process.env['DESKMATE_FULL'] === '1';
const SCHEMAS = FULL ? 500 : 4;
const TOGETHER = 4;

describeWithFiles('output of real weights held to a JSON schema', modelFiles.generator, () => {
  let model: LoadedGenerator;
  beforeAll(async () => {
    model = await LoadedGenerator.open({ id: 'smollm2', task: 'generate', files: modelFiles.generator });
  }, 120_000);
  afterAll(() => model.close());

  async function fill(seed: number): Promise<string> {
    const schema = randomSchema(seed);
    const content = `Write a JSON object for an invoice. Schema: ${JSON.stringify(schema)}`;
    let text = '';
    const request = { messages: [{ role: 'user' as const, content }], schema, seed, temperature: 0.8 };
    for await (const event of model.generate({ ...request, maxTokens: FULL ? 160 : 90 }))
      if (event.type === 'delta') text += event.text;
    return text;
  }

  it(`is valid ${SCHEMAS} times of ${SCHEMAS} over random schemas`, async () => {
    const seeds = Array.from({ length: SCHEMAS }, (_, i) => i);
    const problems: object[] = [];
    const work = async () => {
      for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) {
        const text = await fill(seed);
        const problem = schemaProblem(randomSchema(seed), JSON.parse(text));
        if (problem) problems.push({ seed, text, problem });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    expect(problems).toEqual([]);
  }, 3_600_000);
});
