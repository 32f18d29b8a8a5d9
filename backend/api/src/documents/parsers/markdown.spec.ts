import { outline, parsed } from '../../../../../test/support/parsed-document.js';

describe('markdown', () => {
  it('reads headings, lists, code and tables with their header, under the headings above', async () => {
    const source =
      '# Handbook\n\nHello *world*.\n\n## Leave\n\n1. First\n   - Inner\n2. Second\n\n```js\nlet a = 1;\n\n  b();\n```\n\n| Name | Days |\n|---|---|\n| Annual | 25 |\n';
    const { blocks, summary } = await parsed(source, 'h.md');
    expect(outline(blocks)).toEqual([
      'heading1 Handbook',
      'paragraph Hello world.',
      'heading2 Leave',
      'list-item1 1. First',
      'list-item2 Inner',
      'list-item1 2. Second',
      'code let a = 1;\n\n  b();',
      'table-row Name | Days',
      'table-row Annual | 25',
    ]);
    expect(blocks[8]).toMatchObject({
      cells: ['Annual', '25'],
      header: ['Name', 'Days'],
      anchor: { kind: 'heading', path: ['Handbook', 'Leave'], index: 9 },
    });
    expect(blocks[7]!.header).toBeUndefined();
    expect(summary).toMatchObject({ title: 'Handbook', blocks: 9 });
  });

  it('takes the title from the front matter and keeps it out of the text', async () => {
    const { blocks, summary } = await parsed(
      '---\ntitle: 休假制度\nlang: zh\n---\n\n员工每年有十天年假。\n',
      'a.md',
    );
    expect(summary).toMatchObject({ title: '休假制度', language: 'zh', meta: { lang: 'zh' } });
    expect(outline(blocks)).toEqual(['paragraph 员工每年有十天年假。']);
  });

  it('joins Chinese lines without a blank and Latin lines with one', async () => {
    const { blocks } = await parsed('这是第一行\n这是第二行\n\none\ntwo\n', 'a.md');
    expect(blocks.map((block) => block.text)).toEqual(['这是第一行这是第二行', 'one two']);
  });

  it('takes the text of raw HTML and leaves scripts out', async () => {
    const { blocks } = await parsed(
      '<div>Shown<script>alert(1)</script></div>\n\nA<br>B <b>bold</b>\n',
      'a.md',
    );
    expect(blocks.map((block) => block.text)).toEqual(['Shown', 'A\nB bold']);
  });

  it('does not take a rule at the top for front matter', async () => {
    const { blocks } = await parsed('---\n\nJust text\n\n---\n', 'a.md');
    expect(outline(blocks)).toEqual(['paragraph Just text']);
  });
});
