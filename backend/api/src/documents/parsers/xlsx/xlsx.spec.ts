import { sheetRow, xlsxFile, type TestSheet } from '../../../../../../test/support/office-files.js';
import { outline, parsed } from '../../../../../../test/support/parsed-document.js';

const read = async (sheets: TestSheet[], options?: Parameters<typeof xlsxFile>[1]) =>
  parsed(xlsxFile(sheets, options), 'a.xlsx');

describe('xlsx', () => {
  it('gives each row with its header and the range of its non-empty cells', async () => {
    const rows =
      sheetRow(1, ['Item', 'Price', 'Stock']) +
      sheetRow(2, ['Paper', 4.5, 10]) +
      sheetRow(3, [undefined, 7, 2]);
    const { blocks } = await read([{ name: 'Prices', rows }]);
    expect(outline(blocks)).toEqual([
      'heading1 Prices',
      'table-row Item | Price | Stock',
      'table-row Paper | 4.5 | 10',
      'table-row 7 | 2',
    ]);
    expect(blocks[3]).toMatchObject({
      cells: ['7', '2'],
      header: ['Price', 'Stock'],
      anchor: { kind: 'cells', sheet: 'Prices', range: 'B3:C3' },
    });
    expect(blocks[1]!.header).toBeUndefined();
  });

  it('shows values as formatted, the results of formulas, shared and rich strings, booleans and errors', async () => {
    const styles =
      '<numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs>';
    const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45292</v></c><c r="C1" s="2"><f>A1/3</f><v>0.3333</v></c>
      <c r="D1" t="str"><f>"a"</f><v>made</v></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="e"><v>#N/A</v></c>
      <c r="G1" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></is></c></row>`;
    const { blocks } = await read([{ name: 'S', rows }], { strings: ['shared'], styles });
    expect(blocks[1]!.cells).toEqual(['shared', '2024-01-01', '33.33%', 'made', 'TRUE', '#N/A', 'rich']);
  });

  it('follows the 1904 date system', async () => {
    const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="15"/></cellXfs>';
    const { blocks } = await read([{ name: 'S', rows: '<row r="1"><c r="A1" s="1"><v>0</v></c></row>' }], {
      styles,
      workbookPr: '<workbookPr date1904="1"/>',
    });
    expect(blocks[1]!.text).toBe('1-Jan-04');
  });

  it('takes a lone text above a table as its heading and gives several tables their own headers', async () => {
    const rows =
      sheetRow(1, ['Budget 2025']) + sheetRow(3, ['Team', 'Cost']) + sheetRow(4, ['Sales', 10]) + sheetRow(5, ['IT', 20]) +
      sheetRow(8, ['City', 'Rent', 'Since']) + sheetRow(9, ['Oslo', 5, 2019]) + sheetRow(10, ['Rome', 6, 2020]); // prettier-ignore
    const { blocks } = await read([{ name: 'B', rows }]);
    expect(outline(blocks).slice(0, 3)).toEqual([
      'heading1 B',
      'heading2 Budget 2025',
      'table-row Team | Cost',
    ]);
    expect(blocks.find((block) => block.text === 'IT | 20')!.header).toEqual(['Team', 'Cost']);
    expect(blocks.find((block) => block.text === 'Rome | 6 | 2020')!.header).toEqual([
      'City',
      'Rent',
      'Since',
    ]);
  });

  it('joins two header rows where the upper one is merged over several columns', async () => {
    const rows =
      sheetRow(1, ['Region', '2024', undefined, '2025']) + sheetRow(2, ['Name', 'Plan', 'Actual', 'Plan', 'Actual']) +
      sheetRow(3, ['North', 1, 2, 3, 4]) + sheetRow(4, ['South', 5, 6, 7, 8]); // prettier-ignore
    const tail = '<mergeCells count="2"><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>';
    const { blocks } = await read([{ name: 'S', rows, tail }]);
    expect(blocks.at(-1)!.header).toEqual([
      'Region Name',
      '2024 Plan',
      '2024 Actual',
      '2025 Plan',
      '2025 Actual',
    ]);
  });

  it('shows a tall merged cell in each of its rows', async () => {
    const rows =
      sheetRow(1, ['Area', 'Who', 'Age']) +
      sheetRow(2, ['North', 'Ann', 30]) +
      sheetRow(3, [undefined, 'Bo', 40]);
    const { blocks } = await read([
      { name: 'S', rows, tail: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>' },
    ]);
    expect(blocks.at(-1)!.cells).toEqual(['North', 'Bo', '40']);
  });

  it('does not take a list of labels and values for a table with a header', async () => {
    const rows =
      sheetRow(1, ['Customer', 'Ann']) + sheetRow(2, ['Number', 12]) + sheetRow(3, ['City', 'Oslo']);
    const { blocks } = await read([{ name: 'S', rows }]);
    expect(blocks.every((block) => block.header === undefined)).toBe(true);
  });

  it('keeps the order of the tabs and says which sheets are hidden', async () => {
    const sheet = (name: string, state?: string): TestSheet => ({
      name,
      rows: sheetRow(1, [name]),
      ...(state ? { state } : {}),
    });
    const { blocks, summary } = await read([sheet('Z'), sheet('A', 'hidden')]);
    expect(blocks.filter((block) => block.level === 1).map((block) => block.text)).toEqual([
      'Z',
      'A (hidden sheet)',
    ]);
    expect(summary.meta).toMatchObject({ sheets: '2', hiddenSheets: 'A' });
  });

  it('reads cells and rows without references and skips empty ones', async () => {
    const { blocks } = await read([
      { name: 'S', rows: '<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/>' },
    ]);
    expect(blocks[1]).toMatchObject({ cells: ['1', '', '2'], text: '1 | 2', anchor: { range: 'A1:C1' } });
  });
});
