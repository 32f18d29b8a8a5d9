import fs from 'node:fs';
import path from 'node:path';
import { ProtobufWriter } from './protobuf-writer.js';

const ELEMENT_TYPES = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;
export type Attribute = number | string | number[] | { float: number };
type Dimension = number | string; // a string names a dimension that varies from run to run

const IR_VERSION = 10;
const OPSET = 21;
const CONTRIB = 'com.microsoft';
const INLINE_BYTES = 1024;
const ALIGNMENT = 4096; // whole pages, so that the runtime can map the weights instead of copying them
const MODEL_FILE = 'model.onnx';
const DATA_FILE = 'model.onnx.data';
const TENSOR_FLOAT = 1;
const TENSOR_INT = 2;
const TENSOR_STRING = 3;
const TENSOR_INTS = 7;

interface Node {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
  domain: string;
}

/** Something that only models with a certain part have; all have what is of no part. */
interface OfPart<T> {
  part: string | undefined;
  value: T;
}

/** The file of a variant, beside the model's. */
export const variantFile = (name: string): string => `model.${name}.onnx`;

interface Place {
  offset: number;
  length: number;
}

/**
 * Builds one ONNX model in a directory: `model.onnx`, and beside it the weights, each written as soon as it is given
 * so that only one is in memory at a time. Variants of the model, with parts that it lacks, share the weights.
 */
export class OnnxGraph {
  private readonly nodes: OfPart<Node>[] = [];
  private readonly constants: Buffer[] = [];
  private readonly inputs: OfPart<Buffer>[] = [];
  private readonly outputs: Buffer[] = [];
  private readonly places = new Map<string, Place>();
  private readonly names = new Set<string>();
  private readonly instead = new Map<string, OfPart<string>>();
  private part: string | undefined;
  private readonly data: number;
  private dataBytes = 0;

  constructor(private readonly directory: string) {
    fs.mkdirSync(directory, { recursive: true });
    this.data = fs.openSync(path.join(directory, DATA_FILE), 'w');
  }

  input(name: string, type: ElementType, shape: Dimension[]): string {
    this.inputs.push({ part: this.part, value: valueInfo(name, type, shape) });
    return name;
  }

  output(name: string, type: ElementType, shape: Dimension[]): void {
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** A weight or other constant; its bytes are written at once. A name that exists keeps its first value. */
  constant(name: string, type: ElementType, shape: number[], values: ArrayBufferView): string {
    if (this.names.has(name)) return name;
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const tensor = tensorHeader(name, type, shape);
    if (bytes.length <= INLINE_BYTES) tensor.bytes(9, Buffer.from(bytes));
    else this.writeExternally(name, bytes, tensor);
    return this.declare(name, tensor);
  }

  /** Another view of a constant's bytes, so that they are stored and mapped once. */
  constantView(name: string, of: string, type: ElementType, shape: number[]): string {
    const place = this.places.get(of);
    if (!place) throw new Error(`The graph constant ${of} has no external data to share.`);
    const tensor = tensorHeader(name, type, shape);
    externalData(tensor, place);
    return this.declare(name, tensor);
  }

  scalars(name: string, values: number[]): string {
    return this.constant(name, 'i64', [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  /** Adds a node named after its first output; returns that output. */
  node(op: string, inputs: string[], outputs: string[], attributes: Record<string, Attribute> = {}): string {
    return this.add({ op, inputs, outputs, attributes, domain: '' });
  }

  /** A node of onnxruntime's own operators. */
  contrib(
    op: string,
    inputs: string[],
    outputs: string[],
    attributes: Record<string, Attribute> = {},
  ): string {
    return this.add({ op, inputs, outputs, attributes, domain: CONTRIB });
  }

  /** Nodes and inputs of a part; where it is left out, `otherwise` stands for their result. */
  optional(part: string, otherwise: string, build: () => string): string {
    this.part = part;
    const result = build();
    this.part = undefined;
    this.instead.set(result, { part, value: otherwise });
    return result;
  }

  /** Writes the model without any part, and each variant with its parts; all are on disk when this returns. */
  save(variants: Readonly<Record<string, readonly string[]>> = {}): string {
    fs.fsyncSync(this.data);
    fs.closeSync(this.data);
    for (const [name, parts] of Object.entries(variants)) this.write(variantFile(name), new Set(parts));
    return this.write(MODEL_FILE, new Set());
  }

  private write(name: string, parts: ReadonlySet<string>): string {
    const has = ({ part }: OfPart<unknown>) => part === undefined || parts.has(part);
    const resolve = (input: string): string => {
      const instead = this.instead.get(input);
      return !instead || has(instead) ? input : resolve(instead.value);
    };
    const graph = new ProtobufWriter();
    for (const node of this.nodes)
      if (has(node)) graph.message(1, encoded({ ...node.value, inputs: node.value.inputs.map(resolve) }));
    graph.string(2, 'model');
    for (const constant of this.constants) graph.bytes(5, constant);
    for (const input of this.inputs) if (has(input)) graph.bytes(11, input.value);
    for (const output of this.outputs) graph.bytes(12, output);
    const model = new ProtobufWriter().int(1, IR_VERSION).string(2, 'deskmate').message(7, graph);
    model.message(8, new ProtobufWriter().string(1, '').int(2, OPSET));
    model.message(8, new ProtobufWriter().string(1, CONTRIB).int(2, 1));
    const file = path.join(this.directory, name);
    fs.writeFileSync(file, model.finish(), { flush: true });
    return file;
  }

  private add(node: Node): string {
    this.nodes.push({ part: this.part, value: node });
    return node.outputs[0]!;
  }

  private declare(name: string, tensor: ProtobufWriter): string {
    if (this.names.has(name)) throw new Error(`The graph already has a constant named ${name}.`);
    this.names.add(name);
    this.constants.push(tensor.finish());
    return name;
  }

  private writeExternally(name: string, bytes: Buffer, tensor: ProtobufWriter): void {
    const padding = (ALIGNMENT - (this.dataBytes % ALIGNMENT)) % ALIGNMENT;
    const place = { offset: this.dataBytes + padding, length: bytes.length };
    for (let written = 0; written < bytes.length;) {
      written += fs.writeSync(
        this.data,
        bytes,
        written,
        Math.min(bytes.length - written, 1 << 28),
        place.offset + written,
      );
    }
    this.dataBytes = place.offset + place.length;
    this.places.set(name, place);
    externalData(tensor, place);
  }
}

function encoded({ op, inputs, outputs, attributes, domain }: Node): ProtobufWriter {
  const node = new ProtobufWriter();
  for (const input of inputs) node.string(1, input);
  for (const output of outputs) node.string(2, output);
  node.string(3, `${outputs[0]}/${op}`).string(4, op);
  for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
  return domain ? node.string(7, domain) : node;
}

function tensorHeader(name: string, type: ElementType, shape: number[]): ProtobufWriter {
  const tensor = new ProtobufWriter();
  for (const dimension of shape) tensor.int(1, dimension);
  return tensor.int(2, ELEMENT_TYPES[type]).string(8, name);
}

function externalData(tensor: ProtobufWriter, { offset, length }: Place): void {
  const entries = { location: DATA_FILE, offset: String(offset), length: String(length) };
  for (const [key, value] of Object.entries(entries))
    tensor.message(13, new ProtobufWriter().string(1, key).string(2, value));
  tensor.int(14, 1);
}

function valueInfo(name: string, type: ElementType, shape: Dimension[]): Buffer {
  const dimensions = new ProtobufWriter();
  for (const d of shape) {
    dimensions.message(
      1,
      typeof d === 'string' ? new ProtobufWriter().string(2, d) : new ProtobufWriter().int(1, d),
    );
  }
  const tensor = new ProtobufWriter().int(1, ELEMENT_TYPES[type]).message(2, dimensions);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor)).finish();
}

function attribute(name: string, value: Attribute): ProtobufWriter {
  const message = new ProtobufWriter().string(1, name);
  if (typeof value === 'string') return message.string(4, value).int(20, TENSOR_STRING);
  if (typeof value === 'number') return message.int(3, value).int(20, TENSOR_INT);
  if (!Array.isArray(value)) return message.float(2, value.float).int(20, TENSOR_FLOAT);
  for (const element of value) message.int(8, element);
  return message.int(20, TENSOR_INTS);
}
