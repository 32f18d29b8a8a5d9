import { checkSupport } from './check-support.js';

const english = [
  'Unused leave of up to 5 days carries over and expires on 31 March 2026. Maria Keller approves requests of more than 10 days.',
  'Revenue rose from €12.9 million in Q2 to €14.2 million in Q3, an increase of 10%. Visitors may not enter the clean room without a badge.',
];
const chinese = [
  '员工每年享有二十五天年假，未使用的年假最多可结转5天，于2026年3月31日失效。',
  '超过十天的休假须由部门主管李明华批准。访客未经登记不得进入洁净室。第三季度收入为1,420万元，增长10%。',
];

describe('supported sentences', () => {
  it.each([
    ['Up to five unused days carry over and expire on March 31, 2026.', english],
    ['Maria Keller approves requests of more than 10 days [1].', english],
    ['1. Revenue rose to €14.2 million in Q3.', english],
    ['Revenue was 14.2 million euros in Q3, an increase of 10 percent.', english],
    ['Visitors may not enter the clean room without a badge.', english],
    ['The leave expires on 31 March.', english],
    ['未使用的年假最多可结转五天，于3月31日失效。', chinese],
    ['员工每年享有25天年假。', chinese],
    ['超过10天的休假须由李明华批准。', chinese],
    ['第三季度收入为1420万元，增长百分之十。', chinese],
    ['訪客未經登記不得進入潔淨室。', chinese],
  ])('%s', (sentence, passages) => {
    const { supported, missing } = checkSupport(sentence, passages);
    expect({ supported, missing }).toMatchObject({ supported: true });
  });
});

describe('unsupported sentences', () => {
  it.each([
    ['a number', 'Up to 6 unused days carry over and expire on 31 March 2026.', english, 'numbers'],
    ['a share where the source has an amount', 'Revenue rose by 5% in Q3.', english, 'numbers'],
    ['a scale', 'Revenue rose to €14.2 billion in Q3.', english, 'numbers'],
    ['a date', 'Unused leave expires on 30 April 2026.', english, 'dates'],
    ['a year of a date', 'Unused leave expires on 31 March 2027.', english, 'dates'],
    ['a person', 'Requests of more than 10 days are approved by Thomas Brandt.', english, 'names'],
    ['a Chinese number', '未使用的年假最多可结转八天。', chinese, 'numbers'],
    ['a Chinese date', '未使用的年假于2026年4月30日失效。', chinese, 'dates'],
    ['a Chinese person', '超过十天的休假须由部门主管王建国批准。', chinese, 'names'],
  ] as const)('names %s that no passage has', (_, sentence, passages, kind) => {
    const { supported, missing } = checkSupport(sentence, passages);
    expect(supported).toBe(false);
    expect(missing[kind].length).toBeGreaterThan(0);
  });

  it.each([
    ['Visitors may enter the clean room without a badge.', ['Visitors may not enter the clean room.']],
    ['Contractors are entitled to sick pay.', ['Contractors are not entitled to sick pay.']],
    ['Contractors are not entitled to sick pay.', ['Contractors are entitled to sick pay.']],
    ['访客可以进入洁净室。', ['访客不可以进入洁净室。']],
    ['试用期员工不享有年终奖金。', ['试用期员工享有年终奖金。']],
  ])('notices that it was turned round: %s', (sentence, passages) => {
    expect(checkSupport(sentence, passages)).toMatchObject({ supported: false, missing: { negation: true } });
  });

  it('notices a sentence about something else', () => {
    expect(checkSupport('The cafeteria opens at noon and serves vegetarian dishes.', english)).toMatchObject({
      supported: false,
    });
  });
});

it.each([
  ['Not only managers may approve leave.', ['Managers and team leads may approve leave, not only managers.']],
  ['Claims are due no later than the tenth.', ['Claims are due by the tenth at the latest.']],
  ['报销金额不超过预算。', ['报销金额以预算为上限，不超过预算。']],
])('takes a figure of speech for no negation: %s', (sentence, passages) => {
  expect(checkSupport(sentence, passages).missing.negation).toBe(false);
});

it('supports every sentence of a passage by that passage (property)', () => {
  const sentences = [...english, ...chinese].flatMap((text) =>
    text.split(/(?<=\.)\s+|(?<=。)/).filter(Boolean),
  );
  for (const sentence of sentences) {
    const { supported, missing } = checkSupport(sentence, [...english, ...chinese]);
    expect({ sentence, supported, missing }).toMatchObject({ supported: true });
  }
});

it('never supports by fewer passages what it does not support by more (property)', () => {
  const claims = ['Up to five unused days carry over.', 'Revenue rose to €14.2 million.', '增长10%。'];
  for (const claim of claims) {
    const alone = english.map((passage) => checkSupport(claim, [passage]).missing.numbers.length);
    expect(checkSupport(claim, english).missing.numbers.length).toBeLessThanOrEqual(Math.min(...alone));
  }
});
