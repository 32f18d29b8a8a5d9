import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import type { Anchor, BlockDraft } from '../../block.js';
import { htmlBlocks } from '../html/html.js';
import { damaged, ParseFailure } from '../parse-failure.js';
import type { ParseContext, Parser } from '../parser.js';
import { tidy } from '../plain-text.js';
import '../sound-text-decoder.js'; // postal-mime decodes by itself
import { decodeText } from '../text-decoding.js';
import { textBlocks } from '../text.js';
import { splitQuotes } from './quotes.js';

/** A mail: its header, its body with the quoted mails apart, then its attachments. */
export const emlParser: Parser = {
  format: 'eml',
  async *parse(bytes, context) {
    const email = await read(bytes, context);
    refuseEncrypted(email);
    yield* headerBlocks(email);
    yield* bodyBlocks(email, context);
    for (const attachment of email.attachments) yield* attachmentBlocks(attachment, context);
    return { title: tidy(email.subject ?? '') || context.fileName, meta: metaOf(email) };
  },
};

async function read(bytes: Uint8Array, context: ParseContext): Promise<Email> {
  try {
    const options = { attachmentEncoding: 'arraybuffer' as const, maxNestingDepth: context.limits.maxDepth };
    return await PostalMime.parse(narrow(bytes), options);
  } catch (error) {
    if (error instanceof Error && /nesting/i.test(error.message)) {
      throw new ParseFailure(
        'too-deep',
        'This mail nests its parts too deeply to be read. Forward its text in a new mail.',
      );
    }
    throw damaged('This mail is damaged.');
  }
}

/** A mail saved as UTF-16, byte order mark and all, is not what the standard says but happens. */
function narrow(bytes: Uint8Array): Uint8Array {
  const { text, encoding } = decodeText(bytes.subarray(0, 64));
  return encoding.startsWith('utf-16') && text !== '' ? Buffer.from(decodeText(bytes).text) : bytes;
}

function refuseEncrypted(email: Email): void {
  const type = email.headers.find((header) => header.key === 'content-type')?.value ?? '';
  const isEnveloped = /application\/(x-)?pkcs7-mime/i.test(type) && !/signed-data/i.test(type);
  if (!isEnveloped && !/multipart\/encrypted/i.test(type)) return;
  throw new ParseFailure(
    'needs-password',
    'This mail is encrypted. Open it in your mail program, save its text without encryption, and upload that.',
  );
}

function* headerBlocks(email: Email): Generator<BlockDraft> {
  let index = 0;
  const anchor = (): Anchor => ({ kind: 'mail', part: 'header', index: ++index });
  const subject = tidy(email.subject ?? '').replace(/\n/g, ' ');
  if (subject !== '') yield { kind: 'heading', level: 1, text: subject, anchor: anchor() };
  for (const [name, value] of headerFields(email)) {
    if (value !== '') yield { kind: 'mail-part', text: `${name}: ${value}`, anchor: anchor() };
  }
}

function headerFields(email: Email): [string, string][] {
  return [
    ['From', addresses(email.from ? [email.from] : [])],
    ['To', addresses(email.to)],
    ['Cc', addresses(email.cc)],
    ['Date', dateOf(email)],
  ];
}

/** The date as it was written: it carries the sender's time zone. */
function dateOf(email: Email): string {
  return tidy(email.headers.find((header) => header.key === 'date')?.value ?? email.date ?? '');
}

function addresses(list: Address[] | undefined): string {
  const members = (list ?? []).flatMap((one) => ('group' in one && one.group ? one.group : [one]));
  return members.map(oneAddress).filter(Boolean).join(', ');
}

function oneAddress({ name, address }: { name?: string; address?: string }): string {
  const shown = tidy(name ?? '');
  if (!address || shown === address) return shown || address || '';
  return shown === '' ? address : `${shown} <${address}>`;
}

function* bodyBlocks(email: Email, context: ParseContext): Generator<BlockDraft> {
  let index = 0;
  const anchor = (): Anchor => ({ kind: 'mail', part: 'body', index: ++index });
  const plain = email.text ?? '';
  if (tidy(plain) === '') {
    for (const block of htmlBlocks(email.html ?? '', context).blocks) yield { ...block, anchor: anchor() };
    return;
  }
  for (const { text, quoted } of splitQuotes(plain)) {
    for (const block of textBlocks(text)) {
      yield { ...block, kind: quoted ? 'mail-part' : block.kind, anchor: anchor() };
    }
  }
}

async function* attachmentBlocks(attachment: Attachment, context: ParseContext): AsyncGenerator<BlockDraft> {
  const name = tidy(attachment.filename ?? '').replace(/\n/g, ' ') || 'attachment';
  if (attachment.disposition !== 'attachment' && attachment.mimeType.startsWith('image/')) return;
  let index = 0;
  const anchor = (): Anchor => ({ kind: 'mail', part: name, index: ++index });
  const bytes = bytesOf(attachment.content);
  const parsed = context.parseInner?.(bytes, nameWithEnding(name, attachment.mimeType));
  if (!parsed) {
    yield { kind: 'mail-part', text: `Attachment: ${name}`, anchor: anchor() };
    return;
  }
  yield { kind: 'heading', level: 2, text: `Attachment: ${name}`, anchor: anchor() };
  try {
    for await (const block of parsed) yield { ...lowered(block), anchor: anchor() };
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error;
    yield { kind: 'mail-part', text: `${name} was not read: ${error.reason}`, anchor: anchor() };
  }
}

/** Headings of an attachment stand below the attachment's own. */
function lowered(block: BlockDraft): BlockDraft {
  return block.kind === 'heading' ? { ...block, level: Math.min((block.level ?? 1) + 2, 6) } : block;
}

function bytesOf(content: Attachment['content']): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}

const ENDINGS: Record<string, string> = {
  'message/rfc822': '.eml',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'application/pdf': '.pdf',
};

function nameWithEnding(name: string, mimeType: string): string {
  const ending = ENDINGS[mimeType.toLowerCase()];
  return ending && !/\.\w{2,5}$/.test(name) ? name + ending : name;
}

function metaOf(email: Email): Record<string, string> {
  const meta: Record<string, string> = { attachments: String(email.attachments.length) };
  if (email.date) meta['date'] = email.date;
  if (email.messageId) meta['messageId'] = email.messageId.slice(0, 500);
  for (const [name, value] of headerFields(email))
    if (value !== '') meta[name.toLowerCase()] = value.slice(0, 2000);
  return meta;
}
