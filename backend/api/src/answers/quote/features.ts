import { holdsExpected } from './answer-kind.js';
import type { Candidate, QuotePassage } from './candidate.js';
import type { Question } from './question.js';
import { dateKeys, foldText, termsOf } from '../../safety/index.js';

/** What the ranking knows of a candidate; every value is about 0 to 1. */
export const featureNames = [
  'coverage', // share of the question's terms in the sentence, by rarity
  'soft', // missed terms whose first letters, or single characters, are there
  'focus', // coverage by rarity inside the passage: what sets this sentence apart from its neighbours
  'pairs', // neighbouring terms of the question that are near each other here
  'run', // longest run of the question's terms, over all
  'sequence', // terms of the question in its order, others between them
  'words', // coverage by whole words where terms are pairs of characters
  'characters', // coverage by single Han characters, by rarity: spellings of one name differ
  'clause', // best coverage of two neighbouring clauses: what belongs together stands together
  'context', // terms that only the sentence before, or the headings, hold
  'passage', // coverage of the whole passage
  'rank', // 1 for the first passage, falling
  'rarest', // whether the rarest matched term is among the question's rarest
  'names',
  'numbers',
  'expected', // something of the expected kind stands there
  'expectedNear', // the same, times coverage
  'fresh', // terms that the question does not have: an answer is new
  'length',
  'short',
  'question', // is itself a question
  'first', // opens its block
  'semantic', // cosine of the question with the sentence and the one before; 0 where the embedder cannot read it
] as const;

export type Features = Record<(typeof featureNames)[number], number>;

/** How rare a term is among these candidates: computed over what the person may read, never over all. */
export function rarity(candidates: readonly { terms: ReadonlySet<string> }[]): (term: string) => number {
  const frequency = new Map<string, number>();
  for (const { terms } of candidates) for (const t of terms) frequency.set(t, (frequency.get(t) ?? 0) + 1);
  const n = candidates.length;
  return (term) => {
    const df = frequency.get(term) ?? 0;
    return Math.log(1 + (n - df + 0.5) / (df + 0.5)) * (isLoneHan(term) ? 0.3 : 1);
  };
}

const isLoneHan = (term: string): boolean => term.length === 1 && /\p{Script=Han}/u.test(term);

export interface Read {
  candidate: Candidate;
  order: readonly string[];
  terms: ReadonlySet<string>;
  folded: string;
}

export function read(candidate: Candidate): Read {
  const header = candidate.block.header?.join(' ') ?? '';
  const text = header ? `${candidate.text} ${header}` : candidate.text;
  const order = [...termsOf(text), ...dateKeys(text)];
  const folded = foldText(text).toLowerCase();
  return { candidate, order, terms: new Set(order), folded };
}

const PREFIX = 5;
/** What a term counts that only the conversation before lends. */
const CARRIED = 0.3;

export class FeatureReader {
  private readonly weight: (term: string) => number;
  private readonly total: number;
  private readonly wordWeights = new Map<string, number>();
  private readonly passages = new Map<QuotePassage, PassageReading>();

  constructor(
    private readonly question: Question,
    private readonly reads: readonly Read[],
  ) {
    const weight = rarity(reads);
    this.weight = (term) => weight(term) * (question.carried.has(term) ? CARRIED : 1);
    this.total = question.terms.reduce((sum, term) => sum + this.weight(term), 0) || 1;
  }

  of({ candidate, order, terms, folded }: Read, semantic = 0): Features {
    const { question } = this;
    const has = (term: string): boolean => terms.has(term) || (isLoneHan(term) && folded.includes(term));
    const matched = question.terms.filter(has);
    const coverage = this.share(matched);
    const around = new Set(
      termsOf(`${candidate.before}\n${candidate.passage.heading}\n${candidate.passage.title}`),
    );
    const expected = holdsExpected(question, candidate.text);
    const fresh = order.filter((t) => !question.terms.includes(t)).length;
    return {
      coverage,
      soft: this.soft(
        question.terms.filter((t) => !has(t)),
        order,
        folded,
      ),
      focus: this.focus(candidate, matched),
      pairs: this.pairs(order),
      run: longestRun(question.terms, order) / Math.max(1, question.terms.length),
      sequence:
        commonSequence(question.sequence, sequenceOf(question.language, folded, order)) /
        Math.max(1, question.sequence.length),
      words: this.words(folded, coverage),
      characters: this.characters(folded, coverage),
      clause: this.clause(candidate),
      context: this.share(question.terms.filter((t) => !has(t) && around.has(t))),
      passage: this.share(question.terms.filter((t) => this.passageOf(candidate).terms.has(t))),
      rank: 1 / (1 + candidate.passage.rank),
      rarest: this.rarest(matched),
      names: shareIn(question.names, folded, coverage),
      numbers: shareIn(question.numbers, folded, coverage),
      expected,
      expectedNear: expected * coverage,
      fresh: Math.min(1, Math.log1p(fresh) / 4),
      length: Math.min(1, Math.log1p(order.length) / 5),
      short: order.length < 4 ? 1 : 0,
      question: /[?？]\s*$/.test(candidate.text) ? 1 : 0,
      first: candidate.start === 0 ? 1 : 0,
      semantic,
    };
  }

  /** Missed terms by half: the beginning of a word, or single characters of a Chinese pair. */
  private soft(missed: readonly string[], order: readonly string[], folded: string): number {
    const prefixes = new Set(order.filter((t) => t.length >= PREFIX).map((t) => t.slice(0, PREFIX)));
    const half = missed.reduce((sum, term) => {
      if (/\p{Script=Han}/u.test(term)) {
        const characters = [...term];
        return (
          sum + (this.weight(term) * characters.filter((c) => folded.includes(c)).length) / characters.length
        );
      }
      return term.length > PREFIX && prefixes.has(term.slice(0, PREFIX)) ? sum + this.weight(term) : sum;
    }, 0);
    return half / this.total;
  }

  private words(folded: string, coverage: number): number {
    const { words } = this.question;
    if (this.question.language !== 'zh' || !words.length) return coverage;
    let sum = 0;
    let all = 0;
    for (const word of words) {
      const weight = this.wordWeight(word);
      all += weight;
      if (folded.includes(word)) sum += weight;
    }
    return all ? sum / all : 0;
  }

  private characters(folded: string, coverage: number): number {
    if (this.question.language !== 'zh') return coverage;
    const all = [...new Set(this.question.sequence)].map(
      (c) => [this.wordWeight(c), folded.includes(c)] as const,
    );
    const total = all.reduce((sum, [weight]) => sum + weight, 0);
    return total ? all.reduce((sum, [weight, has]) => sum + (has ? weight : 0), 0) / total : 0;
  }

  private wordWeight(word: string): number {
    let weight = this.wordWeights.get(word);
    if (weight === undefined) {
      const n = this.reads.length;
      const df = this.reads.filter(({ folded }) => folded.includes(word)).length;
      this.wordWeights.set(word, (weight = Math.log(1 + (n - df + 0.5) / (df + 0.5))));
    }
    return weight;
  }

  private clause({ text }: Candidate): number {
    const clauses = text.split(/(?<=[,，;；:：、—–()（）])/).map((clause) => new Set(termsOf(clause)));
    let best = 0;
    for (let i = 0; i < clauses.length; i++) {
      const here = this.question.terms.filter((t) => clauses[i]!.has(t) || clauses[i + 1]?.has(t));
      best = Math.max(best, this.share(here));
    }
    return best;
  }

  private focus(candidate: Candidate, matched: readonly string[]): number {
    const { rarity: weight, total } = this.passageOf(candidate);
    return total ? matched.reduce((sum, term) => sum + (weight.get(term) ?? 0), 0) / total : 0;
  }

  private share(terms: readonly string[]): number {
    return terms.reduce((sum, term) => sum + this.weight(term), 0) / this.total;
  }

  private pairs(order: readonly string[]): number {
    const { pairs } = this.question;
    if (!pairs.length) return 0;
    const places = new Map<string, number[]>();
    order.forEach((term, i) => places.set(term, [...(places.get(term) ?? []), i]));
    let sum = 0;
    let all = 0;
    for (const [a, b] of pairs) {
      const weight = this.weight(a) + this.weight(b);
      all += weight;
      const near = places.get(a)?.some((i) => places.get(b)?.some((j) => Math.abs(j - i) <= 2));
      if (near) sum += weight;
    }
    return all ? sum / all : 0;
  }

  private rarest(matched: readonly string[]): number {
    const top = Math.max(...this.question.terms.map(this.weight), 0.001);
    return Math.max(0, ...matched.map(this.weight)) / top;
  }

  private passageOf(candidate: Candidate): PassageReading {
    let reading = this.passages.get(candidate.passage);
    if (!reading) {
      const reads = this.reads.filter((other) => other.candidate.passage === candidate.passage);
      this.passages.set(candidate.passage, (reading = readPassage(candidate.passage, this.question, reads)));
    }
    return reading;
  }
}

interface PassageReading {
  terms: ReadonlySet<string>;
  /** Of the question's terms: how much finding one in a sentence of this passage says. */
  rarity: ReadonlyMap<string, number>;
  total: number;
}

/** Terms of the title and headings are about the whole passage, so they hardly tell its sentences apart. */
function readPassage(passage: QuotePassage, question: Question, reads: readonly Read[]): PassageReading {
  const topic = new Set(termsOf(`${passage.title}\n${passage.heading}`));
  const texts = passage.blocks.map((block) => block.text);
  const rarities = new Map<string, number>();
  for (const term of question.terms) {
    const df = reads.filter(({ terms }) => terms.has(term)).length;
    if (df)
      rarities.set(
        term,
        Math.log(1 + reads.length / df) * (topic.has(term) || question.carried.has(term) ? 0.25 : 1),
      );
  }
  const total = [...rarities.values()].reduce((sum, weight) => sum + weight, 0);
  return { terms: new Set([...topic, ...termsOf(texts.join('\n'))]), rarity: rarities, total };
}

const shareIn = (parts: readonly string[], text: string, ofNone: number): number =>
  parts.length ? parts.filter((part) => text.includes(part)).length / parts.length : ofNone;

/** The most terms of the question, in its order, that stand side by side. */
export function longestRun(question: readonly string[], order: readonly string[]): number {
  let longest = 0;
  let before = new Array<number>(order.length + 1).fill(0);
  for (const term of question) {
    const row = new Array<number>(order.length + 1).fill(0);
    order.forEach((other, j) => {
      if (other === term) longest = Math.max(longest, (row[j + 1] = before[j]! + 1));
    });
    before = row;
  }
  return longest;
}

/** Chinese is compared character by character, other languages term by term. */
const sequenceOf = (language: 'en' | 'zh', folded: string, order: readonly string[]): readonly string[] =>
  language === 'zh' ? [...folded] : order;

/** Length of the longest common subsequence. */
export function commonSequence(a: readonly string[], b: readonly string[]): number {
  let row = new Uint16Array(b.length + 1);
  for (const item of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++)
      next[j + 1] = item === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!);
    row = next;
  }
  return row[b.length]!;
}
