import { decode } from './csv.js';

/** What a mail says, read as its standards say (RFC 5322, 2045, 2047): a second opinion for the product's reader. */
export interface Mail {
  headers: Map<string, string>;
  /** The plain text, else the text of the HTML. */
  body: string;
  attachments: string[];
  encrypted: boolean;
}

interface Part {
  headers: Map<string, string>;
  /** One character per byte. */
  body: string;
}

const MAX_DEPTH = 10;

export function readMail(bytes: Buffer): Mail {
  const source = narrow(bytes)
    .toString('latin1')
    .replace(/^(\s*\r?\n)+|^From [^\n]*\n/, '');
  const root = partOf(source);
  const type = root.headers.get('content-type') ?? '';
  const encrypted = /multipart\/encrypted|pkcs7-mime/i.test(type) && !/signed-data/i.test(type);
  const texts = { plain: '', html: '' };
  const attachments: string[] = [];
  walk(root, 0, texts, attachments);
  const headers = new Map([...root.headers].map(([name, value]) => [name, decodeHeader(value)]));
  return { headers, body: texts.plain.trim() || textOfHtml(texts.html), attachments, encrypted };
}

/** Mails saved as UTF-16. */
function narrow(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.toString('utf16le').slice(1));
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(Buffer.from(bytes).swap16().toString('utf16le').slice(1));
  if (bytes.length > 3 && bytes[1] === 0 && bytes[3] === 0) return Buffer.from(bytes.toString('utf16le'));
  if (bytes.length > 3 && bytes[0] === 0 && bytes[2] === 0)
    return Buffer.from(Buffer.from(bytes).swap16().toString('utf16le'));
  return bytes;
}

function partOf(source: string): Part {
  const [end, length] = endOfHeader(source);
  const headers = new Map<string, string>();
  for (const line of source
    .slice(0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (name && !headers.has(name.toLowerCase())) headers.set(name.toLowerCase(), value!.trim());
  }
  return { headers, body: source.slice(end + length) };
}

function endOfHeader(source: string): [at: number, length: number] {
  const gap = /\r?\n\r?\n/.exec(source);
  return gap ? [gap.index, gap[0].length] : [source.length, 0];
}

function walk(
  part: Part,
  depth: number,
  texts: { plain: string; html: string },
  attachments: string[],
): void {
  const type = part.headers.get('content-type') ?? 'text/plain';
  const boundary = parameterOf(type, 'boundary');
  if (/^multipart\//i.test(type) && boundary) {
    if (depth < MAX_DEPTH)
      for (const inner of split(part.body, boundary)) walk(inner, depth + 1, texts, attachments);
    return;
  }
  const disposition = part.headers.get('content-disposition') ?? '';
  const name = parameterOf(disposition, 'filename') ?? parameterOf(type, 'name');
  if (/^attachment/i.test(disposition) || !/^text\/(plain|html)/i.test(type)) {
    if (name && /^attachment/i.test(disposition)) attachments.push(decodeHeader(name).trim());
  } else if (/^text\/html/i.test(type)) texts.html ||= textOf(part, type);
  else if (depth === 0 || !name) texts.plain ||= textOf(part, type);
}

function split(body: string, boundary: string): Part[] {
  const pieces = `\n${body}`.split(`\n--${boundary}`).slice(1);
  const inner = pieces.slice(0, pieces.findIndex((piece) => piece.startsWith('--')) >>> 0);
  return inner.map((piece) => partOf(piece.replace(/^[^\n]*\n/, '').replace(/\r$/, '')));
}

function parameterOf(value: string, name: string): string | undefined {
  const match = new RegExp(`[;\\s]${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value);
  return match?.[1] ?? match?.[2];
}

function textOf(part: Part, type: string): string {
  const encoding = part.headers.get('content-transfer-encoding')?.toLowerCase() ?? '';
  return decodeBytes(transferred(part.body, encoding), parameterOf(type, 'charset'));
}

function transferred(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return fromHex(body.replace(/=[ \t]*\r?\n/g, ''));
}

const fromHex = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([\dA-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );

function decodeBytes(bytes: Buffer, charset = 'utf-8'): string {
  try {
    return decode(bytes, /ascii/i.test(charset) ? 'utf-8' : charset);
  } catch {
    return bytes.toString('utf8');
  }
}

const WORD = /=\?([^?*]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi;

/** Encoded words of one charset that follow each other are one run of bytes. */
export function decodeHeader(value: string): string {
  const utf8 = decodeBytes(Buffer.from(value, 'latin1'));
  return utf8.replace(new RegExp(`${WORD.source}(?:\\s+${WORD.source})*`, 'gi'), (run) => {
    let [text, charset, bytes] = ['', '', Buffer.alloc(0)];
    for (const [, name, kind, payload] of run.matchAll(WORD)) {
      if (charset && charset !== name!.toLowerCase())
        [text, bytes] = [text + decodeBytes(bytes, charset), Buffer.alloc(0)];
      charset = name!.toLowerCase();
      const isBase64 = kind!.toLowerCase() === 'b';
      bytes = Buffer.concat([
        bytes,
        isBase64 ? Buffer.from(payload!, 'base64') : fromHex(payload!.replaceAll('_', ' ')),
      ]);
    }
    return text + decodeBytes(bytes, charset);
  });
}

const textOfHtml = (html: string): string =>
  html
    .replace(/<(style|script|title|head)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<!--[^]*?-->|<\/?[a-z!][^>]*>/gi, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .trim();
