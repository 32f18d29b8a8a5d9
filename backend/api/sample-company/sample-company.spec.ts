import fs from 'node:fs';
import path from 'node:path';

const FOLDER = import.meta.dirname;
const FORMATS = ['.csv', '.docx', '.eml', '.html', '.md', '.pdf', '.pptx', '.xlsx'];
const ANCHOR_KEYS: Record<string, string[]> = {
  page: ['page'],
  paragraph: ['index'],
  cells: ['sheet', 'range'],
  slide: ['slide', 'part', 'index'],
  mail: ['part', 'index'],
  heading: ['path', 'index'],
};
const ANCHORS_OF: Record<string, string> = {
  '.csv': 'cells',
  '.docx': 'paragraph',
  '.eml': 'mail',
  '.html': 'heading',
  '.md': 'heading',
  '.pdf': 'page',
  '.pptx': 'slide',
  '.xlsx': 'cells',
};

interface Listed {
  file: string;
  title: string;
  language: 'en' | 'zh';
}
interface Space {
  key: string;
  name: { en: string; zh: string };
  readers: 'everyone' | 'restricted';
  documents: Listed[];
}
interface Question {
  id: string;
  language: 'en' | 'zh';
  question: string;
  answers: string[];
  gold: { file: string; anchor: { kind: string } & Record<string, unknown>; quote: string }[];
  kind: string;
  space: string;
  needs?: 'all';
}

const read = (file: string) => fs.readFileSync(path.join(FOLDER, file), 'utf8');
const company = JSON.parse(read('company.json')) as { name: string; spaces: Space[] };
const documents = company.spaces.flatMap((space) => space.documents);
const questions = read('questions.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Question);

const filesOnDisk = () =>
  fs
    .readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && FORMATS.includes(path.extname(entry.name)))
    .map((entry) => path.relative(FOLDER, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));

const squeezed = (text: string) => text.replace(/\s+/gu, '');

describe('the sample company', () => {
  it('lists exactly the documents of its folder, each in the folder of its space', () => {
    expect(documents.map((document) => document.file).sort()).toEqual(filesOnDisk().sort());
    for (const space of company.spaces) {
      for (const { file } of space.documents) expect(file.split('/')[0]).toBe(space.key);
    }
  });

  it('has about forty documents in every format and both languages', () => {
    expect(documents).toHaveLength(39);
    expect([...new Set(documents.map((document) => path.extname(document.file)))].sort()).toEqual(FORMATS);
    const chinese = documents.filter((document) => document.language === 'zh');
    expect(chinese).toHaveLength(11);
    for (const { file, title, language } of documents) {
      expect(title.length).toBeGreaterThan(3);
      expect({ file, han: /\p{Script=Han}/u.test(title) }).toEqual({ file, han: language === 'zh' });
    }
  });

  it('keeps one space for everyone and one for the management', () => {
    expect(company.spaces.map(({ key, readers }) => [key, readers])).toEqual([
      ['company', 'everyone'],
      ['board', 'restricted'],
    ]);
    for (const { name } of company.spaces) expect(name.en && name.zh).toBeTruthy();
  });

  it('is small, and no document is empty', () => {
    const sizes = documents.map(({ file }) => fs.statSync(path.join(FOLDER, file)).size);
    expect(Math.min(...sizes)).toBeGreaterThan(1000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(6 * 1024 * 1024);
  });

  it('has two editions of one policy, and the newer one is asked for', () => {
    const editions = documents.filter(({ title }) => title.startsWith('Leave Policy'));
    expect(editions.map(({ title }) => title)).toEqual([
      'Leave Policy (2025 edition)',
      'Leave Policy (2026 edition)',
    ]);
    const conflicts = questions.filter(({ kind }) => kind === 'version-conflict');
    for (const { gold } of conflicts) {
      expect(gold.map(({ file }) => file)).toContain('company/leave-policy-2026.docx');
    }
  });
});

describe('the questions of the sample company', () => {
  it('are sixty, fifteen of them without an answer and fifteen across languages, documents or editions', () => {
    const count = (...kinds: string[]) => questions.filter(({ kind }) => kinds.includes(kind)).length;
    expect(new Set(questions.map(({ id }) => id)).size).toBe(60);
    expect(count('unanswerable')).toBe(15);
    expect(count('cross-language', 'multi-document', 'version-conflict')).toBe(15);
    expect(count('single')).toBe(30);
    expect(questions.filter(({ language }) => language === 'zh').length).toBeGreaterThanOrEqual(18);
  });

  it('name listed files at anchors of the kind that the format has', () => {
    const listed = new Set(documents.map(({ file }) => file));
    for (const { id, gold } of questions) {
      for (const { file, anchor } of gold) {
        expect({ id, listed: listed.has(file) }).toEqual({ id, listed: true });
        expect({ id, kind: anchor.kind }).toEqual({ id, kind: ANCHORS_OF[path.extname(file)] });
        for (const key of ANCHOR_KEYS[anchor.kind]!) expect(anchor).toHaveProperty([key]);
      }
    }
  });

  it('hold their answers in the gold quotes', () => {
    for (const { id, kind, answers, gold, needs } of questions.filter((q) => q.kind !== 'unanswerable')) {
      const found = answers.filter((answer) =>
        gold.some(({ quote }) => squeezed(quote).includes(squeezed(answer))),
      );
      expect({ id, kind, found: found.length }).toEqual({
        id,
        kind,
        found: needs === 'all' ? answers.length : expect.any(Number),
      });
      expect(found.length).toBeGreaterThan(0);
    }
  });

  it('have neither answer nor gold where nothing answers them', () => {
    for (const { answers, gold } of questions.filter(({ kind }) => kind === 'unanswerable')) {
      expect([answers, gold]).toEqual([[], []]);
    }
  });

  it('of the open space need nothing from the restricted one', () => {
    for (const { id, space, gold } of questions) {
      const foreign = gold.filter(({ file }) => space === 'company' && file.startsWith('board/'));
      expect({ id, foreign }).toEqual({ id, foreign: [] });
    }
  });

  it('are quoted word for word where the file is plain text', () => {
    const plain = questions
      .flatMap(({ gold }) => gold)
      .filter(({ file }) => ['.md', '.html'].includes(path.extname(file)));
    expect(plain.length).toBeGreaterThan(2);
    for (const { file, quote } of plain) expect(read(file)).toContain(quote);
  });
});
