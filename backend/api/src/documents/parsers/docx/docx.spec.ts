import { docxFile, paragraph, relationsXml, zipFile } from '../../../../../../test/support/office-files.js';
import { outline, parsed } from '../../../../../../test/support/parsed-document.js';

const read = async (body: string, parts?: Record<string, string>) =>
  (await parsed(docxFile(body, parts), 'a.docx')).blocks;

const STYLES = `<w:styles>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
  <w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
  <w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Company head"/><w:basedOn w:val="1"/></w:style>
  <w:style w:type="paragraph" w:styleId="Z"><w:name w:val="标题 2"/></w:style>
  <w:style w:type="paragraph" w:styleId="Out"><w:name w:val="Anything"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
  <w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
</w:styles>`;

describe('docx', () => {
  it('finds headings by name, outline level, local name and the style they are based on', async () => {
    const body = ['T', '1', 'Mine', 'Z', 'Out', 'Normal']
      .map((style) => paragraph(`As ${style}`, style))
      .join('');
    expect(outline(await read(body, { styles: STYLES }))).toEqual([
      'heading1 As T',
      'heading1 As 1',
      'heading1 As Mine',
      'heading2 As Z',
      'heading3 As Out',
      'paragraph As Normal',
    ]);
  });

  it('keeps insertions, drops deletions, field codes and hidden text, and reads links and content controls', async () => {
    const body = `<w:p><w:r><w:t>Pay </w:t></w:r><w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins><w:r><w:t>20</w:t></w:r></w:ins>
      <w:hyperlink r:id="x"><w:r><w:t> euros</w:t></w:r></w:hyperlink><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>
      <w:r><w:t> on 3</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>
      <w:sdt><w:sdtContent>${paragraph('Controlled')}</w:sdtContent></w:sdt>
      <w:p><w:moveFrom><w:r><w:t>Gone</w:t></w:r></w:moveFrom></w:p>`;
    expect((await read(body)).map((block) => block.text)).toEqual(['Pay 20 euros on 3', 'Controlled']);
  });

  it('labels list items as Word counts them, in Chinese too', async () => {
    const numbering = `<w:numbering><w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>
      <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`;
    const item = (text: string, num: number, level: number) =>
      `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${num}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const body =
      item('甲', 1, 0) +
      item('乙', 1, 1) +
      item('丙', 1, 1) +
      item('丁', 1, 0) +
      item('戊', 1, 1) +
      item('己', 2, 0);
    expect(outline(await read(body, { numbering }))).toEqual([
      'list-item1 第一条 甲',
      'list-item2 (a) 乙',
      'list-item2 (b) 丙',
      'list-item1 第二条 丁',
      'list-item2 (a) 戊',
      'list-item1 己',
    ]);
  });

  it('reads tables with merged cells, headers and tables inside cells; a row counts as one paragraph', async () => {
    const cell = (content: string, properties = '') =>
      `<w:tc><w:tcPr>${properties}</w:tcPr>${content}</w:tc>`;
    const inner = `<w:tbl><w:tr>${cell(paragraph('i1'))}${cell(paragraph('i2'))}</w:tr></w:tbl>`;
    const body = `${paragraph('Before')}<w:tbl>
      <w:tr>${cell(paragraph('Region'))}${cell(paragraph('Office'))}${cell(paragraph('Staff'))}</w:tr>
      <w:tr>${cell(paragraph('North'), '<w:vMerge w:val="restart"/>')}${cell(paragraph('Oslo') + paragraph('Bergen'))}${cell(paragraph('12'))}</w:tr>
      <w:tr>${cell('<w:p/>', '<w:vMerge/>')}${cell(inner, '<w:gridSpan w:val="2"/>')}</w:tr></w:tbl>${paragraph('After')}`;
    const blocks = await read(body);
    expect(blocks.map((block) => block.text)).toEqual([
      'Before',
      'Region | Office | Staff',
      'North | Oslo Bergen | 12',
      'North | i1 | i2',
      'After',
    ]);
    expect(blocks[2]).toMatchObject({
      header: ['Region', 'Office', 'Staff'],
      anchor: { kind: 'paragraph', index: 3 },
    });
    expect(blocks[3]!.cells).toEqual(['North', 'i1 | i2', '']);
    expect(blocks[4]!.anchor).toEqual({ kind: 'paragraph', index: 5 });
  });

  it('gives footnotes and comments after the paragraph, text boxes once, headers and footers last', async () => {
    const body = `<w:p><w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>
      <w:r><mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>${paragraph('Box')}</w:txbxContent></mc:Choice>
      <mc:Fallback><w:txbxContent>${paragraph('Box')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>${paragraph('Next')}`;
    const blocks = await read(body, {
      footnotes: `<w:footnotes><w:footnote w:type="separator" w:id="0">${paragraph('-')}</w:footnote><w:footnote w:id="2">${paragraph('The note')}</w:footnote></w:footnotes>`,
      comments: `<w:comments><w:comment w:id="0" w:author="Ann">${paragraph('Really?')}</w:comment></w:comments>`,
      header1: `<w:hdr>${paragraph('Confidential')}</w:hdr>`,
      header2: `<w:hdr>${paragraph('Confidential')}</w:hdr>`,
    });
    expect(outline(blocks)).toEqual([
      'paragraph Text',
      'paragraph Box',
      'note The note',
      'note Ann: Really?',
      'paragraph Next',
      'note Confidential',
    ]);
  });

  it('refuses a document type declaration, so no entity is ever expanded', async () => {
    const xml =
      '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>';
    const file = zipFile({
      '_rels/.rels': relationsXml([{ id: 'rId1', type: 'officeDocument', target: 'word/document.xml' }]),
      'word/document.xml': xml,
    });
    await expect(parsed(file, 'a.docx')).rejects.toMatchObject({
      code: 'damaged',
      reason: expect.stringContaining('document type'),
    });
  });
});
