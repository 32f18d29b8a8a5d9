import { splitSentences } from '../../documents/index.js';
import { type QuotePassage, candidatesOf } from './candidate.js';
import { confidenceOf } from './confidence.js';
import { evidenceOf } from './evidence.js';
import { readQuestion } from './question.js';
import { rankCandidates } from './quote-sentences.js';

const passage = (title: string, text: string, rank = 0): QuotePassage => ({
  rank,
  documentId: String(rank),
  versionId: String(rank),
  title,
  heading: '',
  blocks: [
    {
      ordinal: 0,
      kind: 'paragraph',
      text,
      anchor: { kind: 'paragraph', index: 1 },
      sentences: splitSentences(text),
    },
  ],
});

const rules = passage(
  'Rules on board',
  'A shift on deck lasts at most twelve hours. Between two shifts there are at least ten hours of rest. Overtime must be agreed with the master.',
);
const parade = passage(
  '甲板守则',
  '甲板上每班最长十二小时。两班之间至少休息十小时。加班须经船长同意。船员每年领取四件衬衫。',
);

const decisionOn = (text: string, passages: QuotePassage[]) => {
  const question = readQuestion(text);
  return confidenceOf(question, evidenceOf(question, rankCandidates(question, candidatesOf(passages))));
};

it.each([
  ['How long does a shift on deck last at most?', rules],
  ['How many hours of rest are there between two shifts?', rules],
  ['With whom must overtime be agreed?', rules],
  ['甲板上每班最长多少小时？', parade],
  ['加班须经谁同意？', parade],
])('answers what the passages say: %s', (text, where) => {
  expect(decisionOn(text, [where]).isDeclined).toBe(false);
});

it.each([
  ['Which insurer covers the cargo of the second ferry to Kessin?', rules],
  ['What does a return ticket cost for a motor bicycle?', rules],
  ['货物保险由哪家公司承保？', parade],
  ['摩托车的往返船票多少钱？', parade],
])('declines what they do not: %s', (text, where) => {
  expect(decisionOn(text, [where]).isDeclined).toBe(true);
});

it('declines without any passage', () => {
  expect(decisionOn('How long does a shift last?', [])).toEqual({ probability: 0, isDeclined: true });
});

it('knows which names and numbers the passages lack', () => {
  const question = readQuestion('How many hours did Petra Lind rest in 2031?');
  const evidence = evidenceOf(question, rankCandidates(question, candidatesOf([rules])))!;
  expect(evidence).toMatchObject({ nameUnknown: 1, nameElsewhere: 0, numberElsewhere: 1 });
  const other = passage('Crew', 'Petra Lind joined in 2031.', 1);
  const ranked = rankCandidates(question, candidatesOf([rules, other]));
  expect(evidenceOf(question, ranked)!.nameUnknown).toBe(0);
});
