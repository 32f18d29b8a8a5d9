import fs from 'node:fs';
import path from 'node:path';
import { type BenchOptions, type BenchResult, CannotMeasureError, type Figures, say } from './bench.js';
import { UnknownSetError, fixedSample } from './datasets.js';
import type { Extraction } from './extraction/extraction.js';
import { type ReaderCommand, readFiles } from './extraction/line-reader.js';
import { markitdownReader } from './extraction/markitdown-reader.js';
import { productReader } from './extraction/product-reader.js';
import { type Oracle, SetFiles, documentsOf, endingOf, oraclesOf } from './oracles/index.js';

export const description = 'how faithfully documents are read, against what the sets say they hold';

const PEERS: Record<string, () => ReaderCommand> = { markitdown: markitdownReader };

export async function run({ data, limit, peers, extra }: BenchOptions): Promise<BenchResult> {
  if (!data) throw new CannotMeasureError('extract needs --data with a folder of documents.');
  const set = setOf(data);
  const documents = fixedSample(documentsOf(set, oraclesOf(set)), limit, (file) => file);
  const product = new Judgement(oraclesOf(set));
  await product.read(productReader(extra['mode'] === 'source'), set, documents);
  const peer: Record<string, Figures> = {};
  for (const name of peers) {
    if (!PEERS[name])
      throw new CannotMeasureError(`extract knows the peers ${Object.keys(PEERS).join(', ')}, not ${name}.`);
    const judgement = new Judgement(oraclesOf(set));
    await judgement.read(PEERS[name](), set, product.supported);
    peer[name] = judgement.figures();
  }
  return { data: data.split(path.sep).slice(-2).join('/'), figures: product.figures(), peer };
}

function setOf(data: string): SetFiles {
  if (!fs.existsSync(data)) throw new UnknownSetError(`There is no folder ${data}.`);
  const set = new SetFiles(data);
  if (oraclesOf(set).length) return set;
  throw new UnknownSetError(`${data} holds no documents with an oracle that this bench knows.`);
}

const WORST = 8;

/** Reads documents with one reader and lets the set's oracles judge them. */
class Judgement {
  private readonly counts = { files: 0, failed: 0, unsupported: 0, withoutText: 0 };
  private readonly shares: { file: string; share: number; why: string }[] = [];
  private megabytes = 0;
  private seconds = 0;
  private peakMb = 0;
  /** Files that were not refused as an unsupported format. */
  readonly supported: string[] = [];

  constructor(private readonly oracles: Oracle[]) {}

  async read(reader: ReaderCommand, set: SetFiles, documents: string[]): Promise<void> {
    const files = documents.map((file) => ({
      file,
      path: set.path(file),
      bytes: fs.statSync(set.path(file)).size,
    }));
    for await (const read of readFiles(reader, files, (peakMb) => (this.peakMb = peakMb))) this.judge(read);
    say(`${reader.name}: ${JSON.stringify(this.counts)}`);
    this.sayWorst();
  }

  figures(): Figures {
    const { files, failed, unsupported, withoutText } = this.counts;
    return {
      files,
      failed,
      unsupported,
      withoutText,
      ...Object.assign({}, ...this.oracles.map((oracle) => oracle.figures())),
      ...(this.megabytes > 0 && { sPerMb: this.seconds / this.megabytes }),
      ...(this.peakMb > 0 && { peakMb: this.peakMb }),
    };
  }

  private judge(read: Extraction): void {
    const isUnsupported = read.failure?.code === 'unsupported-format';
    this.count(read, isUnsupported);
    for (const oracle of this.oracles) if (!isUnsupported || oracle.judgesRefusals) oracle.judge(read);
    if (isUnsupported) return;
    this.supported.push(read.file);
    if (!read.failure) {
      this.megabytes += read.bytes / 1e6;
      this.seconds += read.seconds;
    }
    const known = this.oracles.flatMap((oracle) => oracle.shareOf?.(read.file) ?? []);
    if (known.length)
      this.shares.push({ file: read.file, share: Math.min(...known), why: read.failure?.code ?? '' });
  }

  private count({ file, failure }: Extraction, isUnsupported: boolean): void {
    this.counts.files++;
    if (!failure) return;
    if (isUnsupported) this.counts.unsupported++;
    else if (this.isHonest(file, failure.code)) this.counts.withoutText++;
    else this.counts.failed++;
  }

  /** A refusal is right where no oracle knows of any text: empty, locked or damaged by design. */
  private isHonest(file: string, code: string): boolean {
    const known = this.oracles.flatMap((oracle) => oracle.holdsText(file) ?? []);
    return known.length ? !known.includes(true) : ['empty', 'no-text', 'needs-password'].includes(code);
  }

  private sayWorst(): void {
    const perFormat = new Map<string, number[]>();
    for (const { file, share } of this.shares) {
      const ending = endingOf(file);
      perFormat.set(ending, [...(perFormat.get(ending) ?? []), share]);
    }
    for (const [ending, shares] of perFormat)
      say(
        `  ${ending}: ${(shares.reduce((sum, one) => sum + one, 0) / shares.length).toFixed(3)} over ${shares.length}`,
      );
    const worst = this.shares.filter(({ share }) => share < 0.98).sort((a, b) => a.share - b.share);
    for (const { file, share, why } of worst.slice(0, WORST)) say(`  ${share.toFixed(3)} ${file} ${why}`);
  }
}
