import { pptxFile, slideShape } from '../../../../../../test/support/office-files.js';
import { outline, parsed } from '../../../../../../test/support/parsed-document.js';

describe('pptx', () => {
  it('follows the order of the show, puts titles first and notes last', async () => {
    const file = pptxFile(
      [
        { shapes: slideShape(['Second slide'], 'title') },
        {
          shapes: slideShape(['One', 'Two'], 'body') + slideShape(['First slide'], 'ctrTitle'),
          notes: 'Say hello',
        },
      ],
      [1, 0],
    );
    const { blocks, summary } = await parsed(file, 'a.pptx');
    expect(outline(blocks)).toEqual([
      'heading1 First slide',
      'list-item1 One',
      'list-item1 Two',
      'note Say hello',
      'heading1 Second slide',
    ]);
    expect(blocks[2]!.anchor).toEqual({ kind: 'slide', slide: 1, part: 'body', index: 3 });
    expect(blocks[3]!.anchor).toEqual({ kind: 'slide', slide: 1, part: 'notes', index: 1 });
    expect(blocks[4]!.anchor).toEqual({ kind: 'slide', slide: 2, part: 'body', index: 1 });
    expect(summary).toMatchObject({ title: 'First slide', pages: 2 });
  });

  it('opens groups, reads tables with their header, and describes pictures', async () => {
    const cell = (text: string) =>
      `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const table = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/><a:tr>${cell('Year')}${cell('Sales')}</a:tr><a:tr>${cell('2024')}${cell('7')}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
    const picture = '<p:pic><p:nvPicPr><p:cNvPr descr="Chart of the warehouse layout"/></p:nvPicPr></p:pic>';
    const { blocks } = await parsed(
      pptxFile([{ shapes: `<p:grpSp>${slideShape(['Inside'])}</p:grpSp>${table}${picture}` }]),
      'a.pptx',
    );
    expect(outline(blocks)).toEqual([
      'paragraph Inside',
      'table-row Year | Sales',
      'table-row 2024 | 7',
      'paragraph Chart of the warehouse layout',
    ]);
    expect(blocks[2]!.header).toEqual(['Year', 'Sales']);
  });

  it('leaves out the date that the program fills in, but not one that a person typed', async () => {
    const field = slideShape(['x'], 'dt').replace(/<a:r>(.*?)<\/a:r>/, '<a:fld type="datetime1">$1</a:fld>');
    const { blocks } = await parsed(
      pptxFile([{ shapes: field + slideShape(['Due in March'], 'dt') }]),
      'a.pptx',
    );
    expect(outline(blocks)).toEqual(['paragraph Due in March']);
  });
});
