import { outline, parsed } from '../../../../../../test/support/parsed-document.js';

describe('html', () => {
  it('reads headings, paragraphs, lists and tables', async () => {
    const page =
      '<title>T</title><h1>Rules</h1>Loose <b>text</b><p>Para<br>two</p><ol><li>One<ul><li>Inner</li></ul></li><li><p>Two</p></li></ol><table><caption>Cap</caption><tr><th>A</th><th>B</th></tr><tr><td rowspan=2>x</td><td>1</td></tr><tr><td>2</td></tr></table><pre>a\n  b</pre>';
    const { blocks, summary } = await parsed(page, 'a.html');
    expect(outline(blocks)).toEqual([
      'heading1 Rules',
      'paragraph Loose text',
      'paragraph Para\ntwo',
      'list-item1 1. One',
      'list-item2 Inner',
      'list-item1 2. Two',
      'paragraph Cap',
      'table-row A | B',
      'table-row x | 1',
      'table-row x | 2',
      'code a\n  b',
    ]);
    expect(blocks[9]).toMatchObject({ cells: ['x', '2'], header: ['A', 'B'] });
    expect(summary.title).toBe('T');
  });

  it('leaves out navigation, scripts, styles and what is hidden', async () => {
    const page =
      '<nav>Menu</nav><script>evil()</script><style>p{}</style><p hidden>No</p><p style="display:none">Secret</p><p>Yes</p>';
    const { blocks } = await parsed(page, 'a.html');
    expect(outline(blocks)).toEqual(['paragraph Yes']);
  });

  it('reads only the main content when the page says which it is', async () => {
    const text = 'Important words. '.repeat(20).trim();
    const { blocks } = await parsed(
      `<div>Chrome</div><main><p>${text}</p></main><footer>Legal</footer>`,
      'a.html',
    );
    expect(blocks.map((block) => block.text)).toEqual([text]);
  });

  it('obeys the charset that the page declares', async () => {
    const page = Buffer.concat([
      Buffer.from('<meta charset="gbk"><p>'),
      Buffer.from('b2e2cad4', 'hex'),
      Buffer.from('</p>'),
    ]);
    const { blocks } = await parsed(page, 'a.html');
    expect(blocks[0]!.text).toBe('测试');
  });

  it('reads the cells of a table that only lays out the page as paragraphs', async () => {
    const { blocks } = await parsed(
      '<table><tr><td><h2>Left</h2><p>One</p></td><td>Two</td></tr></table>',
      'a.html',
    );
    expect(outline(blocks)).toEqual(['heading2 Left', 'paragraph One', 'paragraph Two']);
  });

  it('refuses elements that are nested without end', async () => {
    const page = '<div>'.repeat(2000) + 'deep' + '</div>'.repeat(2000);
    await expect(parsed(page, 'a.html')).rejects.toMatchObject({ code: 'too-deep' });
  });
});
