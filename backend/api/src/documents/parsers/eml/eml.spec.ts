import { docxFile, paragraph } from '../../../../../../test/support/office-files.js';
import { outline, parsed } from '../../../../../../test/support/parsed-document.js';

const HEAD =
  'From: =?utf-8?B?546L5pyN?= <wang@example.com>\r\nTo: Ann <ann@example.com>, bo@example.com\r\nSubject: =?gb2312?B?udjT2tDdvNk=?=\r\nDate: Mon, 3 Mar 2025 10:00:00 +0800\r\n';

describe('eml', () => {
  it('decodes the header and gives subject, people and date as parts', async () => {
    const { blocks, summary } = await parsed(`${HEAD}\r\nHello\r\n`, 'a.eml');
    expect(outline(blocks)).toEqual([
      'heading1 关于休假',
      'mail-part From: 王服 <wang@example.com>',
      'mail-part To: Ann <ann@example.com>, bo@example.com',
      'mail-part Date: Mon, 3 Mar 2025 10:00:00 +0800',
      'paragraph Hello',
    ]);
    expect(blocks[4]!.anchor).toEqual({ kind: 'mail', part: 'body', index: 1 });
    expect(summary.title).toBe('关于休假');
  });

  it('prefers the plain body and keeps quoted mails apart without their marks', async () => {
    const body = 'Yes, fine.\r\n\r\nOn Monday Bo wrote:\r\n> Can we meet?\r\n>> Earlier still\r\n';
    const mail = `${HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>HTML</p>\r\n--b\r\nContent-Type: text/plain\r\n\r\n${body}\r\n--b--\r\n`;
    const { blocks } = await parsed(mail, 'a.eml');
    expect(outline(blocks).slice(4)).toEqual([
      'paragraph Yes, fine.',
      'paragraph On Monday Bo wrote:',
      'mail-part Can we meet?\nEarlier still',
    ]);
  });

  it('reads HTML bodies without scripts, and legacy charsets', async () => {
    const mail = Buffer.concat([
      Buffer.from(`${HEAD}Content-Type: text/html; charset=gb2312\r\n\r\n<script>x()</script><p>`),
      Buffer.from('b2e2cad4', 'hex'),
      Buffer.from('</p>'),
    ]);
    expect(outline((await parsed(mail, 'a.eml')).blocks).at(-1)).toBe('paragraph 测试');
  });

  it('reads the quotes and currency signs of Outlook', async () => {
    const head = 'From: a@example.com\r\nSubject: =?windows-1252?Q?=8050_=93net=94?=\r\n';
    const type = 'Content-Type: text/plain; charset=Windows-1252\r\nContent-Transfer-Encoding: 8bit\r\n';
    const { blocks } = await parsed(
      Buffer.from(`${head}${type}\r\nIt\x92s \x8050 \x96 net.\r\n`, 'latin1'),
      'a.eml',
    );
    expect(outline(blocks)).toEqual([
      'heading1 €50 “net”',
      'mail-part From: a@example.com',
      'paragraph It’s €50 – net.',
    ]);
  });

  const withAttachment = (name: string, type: string, data: Uint8Array | string) =>
    `${HEAD}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee it.\r\n--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(data).toString('base64')}\r\n--b--\r\n`;

  it('reads attachments that it knows, and names the others', async () => {
    const docx = docxFile(paragraph('Inside the attachment'));
    const known = (await parsed(withAttachment('plan.docx', 'application/octet-stream', docx), 'a.eml'))
      .blocks;
    expect(outline(known).slice(-2)).toEqual([
      'heading2 Attachment: plan.docx',
      'paragraph Inside the attachment',
    ]);
    expect(known.at(-1)!.anchor).toEqual({ kind: 'mail', part: 'plan.docx', index: 2 });
    const unknown = (await parsed(withAttachment('song.mp3', 'audio/mpeg', 'x'), 'a.eml')).blocks;
    expect(outline(unknown).at(-1)).toBe('mail-part Attachment: song.mp3');
  });

  it('says why an attachment was not read and reads on', async () => {
    const { blocks } = await parsed(
      withAttachment('cut.docx', 'application/octet-stream', docxFile('').slice(0, 200)),
      'a.eml',
    );
    expect(outline(blocks).at(-1)).toContain('cut.docx was not read: The file is cut off or damaged.');
  });

  it('stops at mails nested too deeply, and tells encrypted mails apart', async () => {
    let inner = `${HEAD}\r\nInnermost secret`;
    for (let i = 0; i < 4; i++) inner = withAttachment(`m${i}.eml`, 'application/octet-stream', inner);
    const texts = (await parsed(inner, 'a.eml')).blocks.map((block) => block.text);
    expect(texts).toContain('Attachment: m1.eml');
    expect(texts).not.toContain('Innermost secret');
    const encrypted = `${HEAD}Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nabc`;
    await expect(parsed(encrypted, 'a.eml')).rejects.toMatchObject({ code: 'needs-password' });
  });
});
