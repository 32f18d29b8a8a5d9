import fs from 'node:fs';
import path from 'node:path';
import { SafetensorsFile } from '@deskmate/model';
import { OnnxGraph } from '../../../model/src/graph/onnx-graph.js';

interface BertShape {
  layers: number;
  heads: number;
  hidden: number;
}

type Values = Float32Array | number[];

/** Writes BERT as exporters write it: plain operators of the ONNX standard, fp32, the inputs that transformers.js feeds. */
class StandardBert {
  private count = 0;

  constructor(
    private readonly graph: OnnxGraph,
    private readonly file: SafetensorsFile,
    private readonly shape: BertShape,
  ) {}

  build(): void {
    const { graph } = this;
    for (const name of ['input_ids', 'attention_mask', 'token_type_ids'])
      graph.input(name, 'i64', ['batch', 'sequence']);
    const mask = this.additiveMask();
    let x = this.embeddings();
    for (let layer = 0; layer < this.shape.layers; layer++)
      x = this.layer(x, mask, `encoder.layer.${layer}.`);
    graph.node('Identity', [x], ['last_hidden_state']);
    graph.output('last_hidden_state', 'f32', ['batch', 'sequence', this.shape.hidden]);
    graph.save();
  }

  private embeddings(): string {
    const words = this.op('Gather', [this.weight('embeddings.word_embeddings.weight'), 'input_ids']);
    const types = this.op('Gather', [
      this.weight('embeddings.token_type_embeddings.weight'),
      'token_type_ids',
    ]);
    const length = this.op('Slice', [
      this.op('Shape', ['input_ids']),
      this.ints([1]),
      this.ints([2]),
      this.ints([0]),
    ]);
    const table = this.weight('embeddings.position_embeddings.weight');
    const positions = this.op('Slice', [table, this.ints([0]), length, this.ints([0])]);
    return this.norm(this.op('Add', [this.op('Add', [words, types]), positions]), 'embeddings.LayerNorm');
  }

  private additiveMask(): string {
    const wide = this.op('Unsqueeze', ['attention_mask', this.ints([1, 2])]);
    const inverse = this.op('Sub', [this.floats([1], []), this.op('Cast', [wide], { to: 1 })]);
    return this.op('Mul', [inverse, this.floats([-10_000], [])]);
  }

  private layer(x: string, mask: string, at: string): string {
    const { heads, hidden } = this.shape;
    const split = this.ints([0, 0, heads, hidden / heads]);
    const [q, k, v] = ['query', 'key', 'value'].map((name, i) =>
      this.op('Transpose', [this.op('Reshape', [this.linear(x, `${at}attention.self.${name}`), split])], {
        perm: i === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3],
      }),
    ) as [string, string, string];
    const scaled = this.op('Mul', [
      this.op('MatMul', [q, k]),
      this.floats([1 / Math.sqrt(hidden / heads)], []),
    ]);
    const shares = this.op('Softmax', [this.op('Add', [scaled, mask])], { axis: -1 });
    const mixed = this.op('Transpose', [this.op('MatMul', [shares, v])], { perm: [0, 2, 1, 3] });
    const joined = this.op('Reshape', [mixed, this.ints([0, 0, hidden])]);
    const attended = this.norm(
      this.op('Add', [this.linear(joined, `${at}attention.output.dense`), x]),
      `${at}attention.output.LayerNorm`,
    );
    const wide = this.gelu(this.linear(attended, `${at}intermediate.dense`));
    return this.norm(
      this.op('Add', [this.linear(wide, `${at}output.dense`), attended]),
      `${at}output.LayerNorm`,
    );
  }

  private gelu(x: string): string {
    const erf = this.op('Erf', [this.op('Div', [x, this.floats([Math.SQRT2], [])])]);
    const half = this.op('Mul', [x, this.floats([0.5], [])]);
    return this.op('Mul', [half, this.op('Add', [erf, this.floats([1], [])])]);
  }

  private linear(x: string, name: string): string {
    const { shape } = this.file.info(`${name}.weight`);
    const [rows, columns] = shape as [number, number];
    const source = this.file.floats(`${name}.weight`);
    const turned = new Float32Array(source.length);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) turned[c * rows + r] = source[r * columns + c]!;
    const weight = this.graph.constant(`${name}.weight`, 'f32', [columns, rows], turned);
    return this.op('Add', [this.op('MatMul', [x, weight]), this.weight(`${name}.bias`)]);
  }

  private norm(x: string, name: string): string {
    const inputs = [x, this.weight(`${name}.weight`), this.weight(`${name}.bias`)];
    return this.op('LayerNormalization', inputs, { axis: -1, epsilon: { float: 1e-12 } });
  }

  private weight(name: string): string {
    return this.graph.constant(name, 'f32', [...this.file.info(name).shape], this.file.floats(name));
  }

  private floats(values: Values, shape: number[]): string {
    return this.graph.constant(`/c${this.count++}`, 'f32', shape, Float32Array.from(values));
  }

  private ints(values: number[]): string {
    return this.graph.scalars(`/c${this.count++}`, values);
  }

  private op(name: string, inputs: string[], attributes: Parameters<OnnxGraph['node']>[3] = {}): string {
    return this.graph.node(name, inputs, [`/t${this.count++}`], attributes);
  }
}

/** A folder that transformers.js loads: the model in standard operators, its tokenizer and configuration. */
export function writeStandardBert(
  files: Record<'weights' | 'tokenizer' | 'config', string>,
  folder: string,
): void {
  const config = JSON.parse(fs.readFileSync(files.config, 'utf8')) as Record<string, number>;
  fs.mkdirSync(folder, { recursive: true });
  fs.copyFileSync(files.config, path.join(folder, 'config.json'));
  fs.copyFileSync(files.tokenizer, path.join(folder, 'tokenizer.json'));
  const tokenizerConfig = { tokenizer_class: 'BertTokenizer', model_max_length: 512, do_lower_case: true };
  fs.writeFileSync(path.join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig));
  const file = new SafetensorsFile(files.weights);
  try {
    new StandardBert(new OnnxGraph(path.join(folder, 'onnx')), file, {
      layers: config['num_hidden_layers']!,
      heads: config['num_attention_heads']!,
      hidden: config['hidden_size']!,
    }).build();
  } finally {
    file.close();
  }
}
