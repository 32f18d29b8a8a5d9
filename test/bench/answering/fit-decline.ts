import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { say } from '../bench.js';
import { type QuestionSet, readQuestionSet } from '../datasets.js';
import { withinTitle } from './within-title.js';
import { type DeclineCase, declineCases, isAnswered } from './decline-cases.js';
import { type EvidenceLine, readEvidence } from './evidence-reader.js';
import { type LogisticModel, type Observation, fitLogistic, probabilityOf } from './logistic.js';

/**
 * Fits the decision to decline (backend/api/src/answers/quote/decline-weights.ts) on the even halves of sets, and shows
 * what it would do on halves and sets that it never saw:
 *
 *   node --conditions=development --import @swc-node/register/esm-register test/bench/answering/fit-decline.ts \
 *     --learn DIR[:title|:untitled],… --report DIR[:all][:en],… [--words] [--limit N] [--target 0.06] [--ridge 0.002]
 *     [--fix NAME=WEIGHT,…] [--leave NAME,…] [--keep FILE]
 *
 * `--words` without the embedder. `--target` is the share of right answers that may be lost, on the even halves; `--keep` keeps the evidence, so that another fit need not read it again.
 */
const { values: options } = parseArgs({
  options: {
    learn: { type: 'string', default: '' },
    report: { type: 'string', default: '' },
    words: { type: 'boolean', default: false },
    limit: { type: 'string', default: '250' },
    target: { type: 'string', default: '0.06' },
    ridge: { type: 'string', default: '0.002' },
    fix: { type: 'string', default: '' },
    leave: { type: 'string', default: '' },
    keep: { type: 'string' },
  },
});

interface Known extends DeclineCase {
  line: EvidenceLine;
  isRight: boolean;
  /** The set's name, for tables. */
  set: string;
}

function casesOf(spec: string, split: 'learn' | 'report'): (DeclineCase & { set: string })[] {
  const [folder = '', ...flags] = spec.split(':');
  const lang = flags.find((flag) => flag.length === 2);
  let set: QuestionSet = readQuestionSet(folder, { split: flags.includes('all') ? undefined : split, lang });
  if (flags.includes('title')) set = withinTitle(set);
  const untitled = flags.includes('untitled');
  const name = `${split}:${folder.split('/').slice(-2)[0]}${lang ?? ''}${untitled ? ' untitled' : ''}`;
  const limit = Number(options.limit);
  return declineCases(set, { name, limit, byWords: options.words, untitled }).map((one) => ({
    ...one,
    set: name,
  }));
}

const specsOf = (list: string): string[] => list.split(',').filter(Boolean);
const all = [
  ...specsOf(options.learn).flatMap((spec) => casesOf(spec, 'learn')),
  ...specsOf(options.report).flatMap((spec) => casesOf(spec, 'report')),
];
const lines = await linesOf(all);
const known = all.flatMap((one): Known[] => {
  const line = lines.get(one.id);
  return line?.evidence ? [{ ...one, line, isRight: isAnswered(one, line.quotes) }] : [];
});
/** Weights that are given, since the sets say nothing of them. */
const fixed = new Map(
  specsOf(options.fix).map((spec) => [spec.split('=')[0]!, Number(spec.split('=')[1])] as const),
);
const left = new Set(options.leave.split(','));
const names = Object.keys(known[0]!.line.evidence!).filter((name) => !left.has(name) && !fixed.has(name));
const offsetOf = ({ line }: Known): number =>
  [...fixed].reduce((sum, [name, weight]) => sum + weight * line.evidence![name]!, 0);
const probability = (fitted: LogisticModel, one: Known): number =>
  probabilityOf(fitted, valuesOf(one), offsetOf(one));
const valuesOf = ({ line }: Known): number[] => names.map((name) => line.evidence![name]!);

async function linesOf(cases: readonly DeclineCase[]): Promise<Map<string, EvidenceLine>> {
  const kept = new Map<string, EvidenceLine>();
  if (options.keep && fs.existsSync(options.keep))
    for (const row of fs.readFileSync(options.keep, 'utf8').split('\n').filter(Boolean)) {
      const line = JSON.parse(row) as EvidenceLine;
      kept.set(line.id, line);
    }
  const missing = cases.filter(({ id }) => !kept.has(id));
  if (missing.length) {
    for (const [id, line] of await readEvidence(missing)) kept.set(id, line);
    if (options.keep)
      fs.writeFileSync(options.keep, [...kept.values()].map((line) => JSON.stringify(line)).join('\n'));
  }
  return kept;
}

/**
 * Every set counts alike, and in it: what is answered 3, what cannot be answered 1, divided by how it was made
 * unanswerable. Answerable questions that the quotes miss say nothing of either and are left out.
 */
function observationsOf(cases: readonly Known[]): Observation[] {
  const sets = [...new Set(cases.map(({ set }) => set))];
  return sets.flatMap((name) => {
    const of = cases.filter(({ set, answerable, isRight }) => set === name && (isRight || !answerable));
    const count = (wanted: Known['variant']): number => of.filter(({ variant }) => variant === wanted).length;
    const ways = new Set(of.filter(({ answerable }) => !answerable).map(({ variant }) => variant)).size;
    return of.map((one) => ({
      values: valuesOf(one),
      offset: offsetOf(one),
      isTrue: one.isRight,
      weight: (one.answerable ? 3 : 1 / ways) / count(one.variant),
    }));
  });
}

const learned = known.filter(({ id }) => id.startsWith('learn:'));
const model = fitLogistic(observationsOf(learned), Number(options.ridge));
const least = leastFor(model, Number(options.target));
say(`answered from ${least.toFixed(3)}`);
for (const name of [...new Set(known.map(({ set }) => set))]) say(rowOf(name));
console.log(
  JSON.stringify(
    {
      bias: round(model.bias),
      least: round(least),
      weights: {
        ...Object.fromEntries(names.map((name, i) => [name, round(model.weights[i]!)])),
        ...Object.fromEntries(fixed),
      },
    },
    null,
    2,
  ),
);

/** The least probability that is answered, so that on average over the sets the target of right answers is lost. */
function leastFor(fitted: LogisticModel, target: number): number {
  const sets = [...new Set(learned.map(({ set }) => set))];
  const probabilities = sets.map((name) =>
    learned.filter(({ set, isRight }) => set === name && isRight).map((one) => probability(fitted, one)),
  );
  const declined = (bound: number): number =>
    probabilities.reduce((sum, of) => sum + of.filter((p) => p < bound).length / of.length, 0) / sets.length;
  let bound = 0;
  while (bound < 0.95 && declined(bound + 0.005) <= target) bound += 0.005;
  return bound;
}

function rowOf(name: string): string {
  const of = known.filter(({ set }) => set === name);
  const isDeclined = (one: Known): boolean => probability(model, one) < least;
  const share = (cases: readonly Known[], is: (one: Known) => boolean): string =>
    cases.length ? (cases.filter(is).length / cases.length).toFixed(3) : '-';
  const answerable = of.filter((one) => one.answerable);
  const figures = ['without-gold', 'without-sentence', 'own'].map((variant) => {
    const cases = of.filter((one) => !one.answerable && one.variant === variant);
    return `${variant} ${share(cases, isDeclined)} (now ${share(cases, ({ line }) => line.isDeclined)}, ${cases.length})`;
  });
  const rightBefore = share(answerable, ({ isRight, line }) => isRight && !line.isDeclined);
  const rightAfter = share(answerable, (one) => one.isRight && !isDeclined(one));
  return [
    name.padEnd(34),
    `right ${rightAfter} (now ${rightBefore})`,
    `declined answerable ${share(answerable, isDeclined)} (now ${share(answerable, ({ line }) => line.isDeclined)}, ${answerable.length})`,
    ...figures,
  ].join(' | ');
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
