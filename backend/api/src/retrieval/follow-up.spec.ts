import { selfContained } from './follow-up.js';

const leave = 'How many days of annual leave do new employees get?';

describe('selfContained', () => {
  it.each([
    ['And in Germany?', ['leave', 'employees', 'Germany']],
    ['What about contractors?', ['leave', 'contractors']],
    ['When do they expire?', ['leave', 'expire']],
    ['Why?', ['leave']],
    ['Who approves it?', ['approves', 'leave']],
  ])('carries the subject into %s', (question, words) => {
    const query = selfContained(question, ['Is there a canteen?', leave]);
    for (const word of words) expect(query).toContain(word);
    expect(query).not.toContain('canteen');
  });

  it.each([
    ['那德国呢？', ['德国', '年假']],
    ['什么时候过期？', ['过期', '年假']],
    ['它可以转到明年吗？', ['明年', '年假']],
    ['为什么？', ['年假']],
  ])('carries the subject into %s', (question, words) => {
    const query = selfContained(question, ['新员工有多少天年假？']);
    for (const word of words) expect(query).toContain(word);
  });

  it.each([
    'What is the notice period for terminating an office lease?',
    'Which VPN profile should be used when error 809 appears?',
    '公司的差旅报销标准和审批流程是什么？',
  ])('leaves a question alone that names its subject: %s', (question) => {
    expect(selfContained(question, [leave])).toBe(question);
  });

  it('leaves the first question of a conversation alone', () => {
    expect(selfContained('And then?', [])).toBe('And then?');
  });

  it('does not repeat what the question says already', () => {
    expect(selfContained('And leave?', ['annual leave'])).toBe('And leave? (annual)');
  });

  it('does not bury a question under a long one before it', () => {
    const long = Array.from({ length: 80 }, (_, i) => `subject${i}`).join(' ');
    expect(selfContained('And then?', [long]).split(' ').length).toBeLessThan(12);
  });
});
