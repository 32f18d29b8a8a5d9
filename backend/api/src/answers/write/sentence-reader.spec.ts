import { SentenceReader } from './sentence-reader.js';

const readAll = (text: string, size = 1): { text: string; cited: number[]; kind: string }[] => {
  const reader = new SentenceReader();
  const pieces = [...text];
  const found = [];
  for (let i = 0; i < pieces.length; i += size)
    found.push(...reader.push(pieces.slice(i, i + size).join('')));
  return [...found, ...reader.end()].map(({ text: sentence, cited, kind }) => ({
    text: sentence,
    cited,
    kind,
  }));
};

it.each([
  [
    'Five days carry over [1]. They expire in March [2, 3].',
    [
      ['Five days carry over.', [1]],
      ['They expire in March.', [2, 3]],
    ],
  ],
  [
    'Five days carry over.[1] They expire. [2]',
    [
      ['Five days carry over.', [1]],
      ['They expire.', [2]],
    ],
  ],
  [
    '最多结转五天【1】。三月底失效[2]。',
    [
      ['最多结转五天。', [1]],
      ['三月底失效。', [2]],
    ],
  ],
  [
    '- First point [1]\n- Second point [2]\n',
    [
      ['First point', [1]],
      ['Second point', [2]],
    ],
  ],
  ['No marks at all', [['No marks at all', []]]],
])('finds sentences and their marks in %j', (text, expected) => {
  expect(readAll(text).map(({ text: sentence, cited }) => [sentence, cited])).toEqual(expected);
});

it('reads the same whatever the pieces are (property)', () => {
  const text =
    '# Title\nFive days carry over [1]. Dr. Lind approves them [2].\n\n* One item [3]\n最多五天[1]。结束。[2]';
  const whole = readAll(text, text.length);
  for (const size of [1, 2, 3, 5, 8, 13]) expect(readAll(text, size)).toEqual(whole);
  expect(whole.map(({ kind }) => kind)).toEqual([
    'heading',
    'paragraph',
    'paragraph',
    'list-item',
    'paragraph',
    'paragraph',
  ]);
});
