import { readCompound } from './compound-file.js';
import { DEFAULT_LIMITS } from './limits.js';
import { readSmallPart, ZipArchive } from './ooxml/zip-archive.js';
import type { Format } from './parser.js';
import { ParseFailure, type ParseFailureCode } from './parse-failure.js';

export interface Unsupported {
  code: ParseFailureCode;
  reason: string;
}

export const SUPPORTED =
  'Deskmate reads Word (docx), Excel (xlsx), PowerPoint (pptx), PDF, web pages (html), Markdown (md), plain text (txt), CSV and e-mail (eml) files.';

/** The format of a file by its content first, its ending second. */
export function detectFormat(fileName: string, bytes: Uint8Array): Format | Unsupported {
  if (bytes.length === 0) return { code: 'empty', reason: 'This file is empty.' };
  const ending = endingOf(fileName);
  return byContent(bytes, ending) ?? byEnding(ending, bytes);
}

export function endingOf(fileName: string): string {
  return /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

const OFFICE_ENDINGS: Record<string, Format> = {
  docx: 'docx', docm: 'docx', dotx: 'docx', dotm: 'docx',
  xlsx: 'xlsx', xlsm: 'xlsx', xltx: 'xlsx', xltm: 'xlsx',
  pptx: 'pptx', pptm: 'pptx', potx: 'pptx', potm: 'pptx', ppsx: 'pptx', ppsm: 'pptx',
}; // prettier-ignore

const TEXT_ENDINGS: Record<string, Format> = {
  md: 'md', markdown: 'md', txt: 'txt', text: 'txt', log: 'txt', csv: 'csv', tsv: 'csv', html: 'html', htm: 'html',
  xhtml: 'html', eml: 'eml', '': 'txt',
}; // prettier-ignore

const ARCHIVES = ['7z\xbc\xaf', 'Rar!', '\x1f\x8b', 'BZh', '\xfd7zXZ'];

function byContent(bytes: Uint8Array, ending: string): Format | Unsupported | undefined {
  const head = latin1(bytes.subarray(0, 1024));
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipFormat(bytes, ending);
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return compoundFormat(bytes, ending);
  if (head.startsWith('{\\rtf')) return unsupported('an RTF file', 'Save it as .docx');
  if (ARCHIVES.some((mark) => head.startsWith(mark)))
    return unsupported('an archive', 'Unpack it and upload the files inside');
  if (/^(\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*|BM)/.test(head) && !(ending in TEXT_ENDINGS))
    return unsupported('a picture', 'Upload the document as a file with text');
  return undefined;
}

function byEnding(ending: string, bytes: Uint8Array): Format | Unsupported {
  if (ending === 'pdf' || ending in OFFICE_ENDINGS) {
    return {
      code: 'damaged',
      reason: `This is not a readable ${ending} file: its content is damaged or of another kind. Open it in its own program, save it again, and upload that copy.`,
    };
  }
  const format = TEXT_ENDINGS[ending];
  if (!format)
    return unsupported(
      ending ? `of the kind .${ending}` : 'of an unknown kind',
      'Save it in one of these formats',
    );
  if (!isText(bytes))
    return {
      code: 'damaged',
      reason: `This .${ending || 'txt'} file does not hold text. Check that it has the right ending, or save it again.`,
    };
  return refine(format, bytes);
}

/** Text without a telling ending may still be a page or a mail. */
function refine(format: Format, bytes: Uint8Array): Format {
  if (format !== 'txt') return format;
  const head = latin1(bytes.subarray(0, 2048)).trimStart();
  if (/^(<!doctype html|<html[\s>])/i.test(head)) return 'html';
  const headers = head
    .split(/\r?\n\r?\n/)[0]!
    .match(/^(received|from|to|subject|date|message-id|mime-version|return-path):/gim);
  return headers && headers.length >= 3 && /^[\w-]+:/.test(head) ? 'eml' : format;
}

function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 64 * 1024);
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff)) return true;
  let control = 0;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!;
    if (byte === 0 && i % 2) odd++;
    else if (byte === 0) even++;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  }
  const isUtf16 = Math.max(even, odd) > sample.length * 0.15 && Math.min(even, odd) < sample.length * 0.02;
  return control <= Math.max(2, sample.length * 0.02) && (even + odd <= sample.length * 0.001 || isUtf16);
}

/** Which Office format a zip file is, by the names of its parts; by its ending when the list of parts is broken. */
function zipFormat(bytes: Uint8Array, ending: string): Format | Unsupported {
  const head = latin1(bytes.subarray(0, 128));
  if (/mimetypeapplication\/(vnd\.oasis|vnd\.sun)/.test(head)) return openDocument(bytes);
  if (head.includes('mimetypeapplication/epub')) return unsupported('an e-book', 'Save it as PDF or html');
  const names = partNames(bytes);
  if (names === 'protected') return protectedFile();
  if (names.includes('xl/workbook.bin'))
    return unsupported('a binary Excel workbook (.xlsb)', 'Save it as .xlsx');
  const format = officeFormat(names) ?? OFFICE_ENDINGS[ending];
  return format ?? unsupported('an archive', 'Unpack it and upload the files inside');
}

function partNames(bytes: Uint8Array): string[] | 'protected' {
  try {
    return ZipArchive.open(bytes, DEFAULT_LIMITS).names();
  } catch (error) {
    return error instanceof ParseFailure && error.code === 'needs-password' ? 'protected' : [];
  }
}

const FOLDERS: [string, Format][] = [
  ['word/', 'docx'],
  ['xl/', 'xlsx'],
  ['ppt/', 'pptx'],
];

function officeFormat(names: string[]): Format | undefined {
  return FOLDERS.find(([folder]) => names.some((name) => name.startsWith(folder)))?.[1];
}

function openDocument(bytes: Uint8Array): Unsupported {
  if (readSmallPart(bytes, 'META-INF/manifest.xml').includes('encryption-data')) return protectedFile();
  return unsupported('an OpenDocument file', 'Save it as .docx, .xlsx or .pptx');
}

function compoundFormat(bytes: Uint8Array, ending: string): Unsupported {
  const compound = readCompound(bytes);
  if (compound.encrypted) return protectedFile();
  switch (compound.kind) {
    case 'word':
      return unsupported('a Word file of the old kind (.doc)', 'Save it as .docx');
    case 'excel':
      return unsupported('an Excel workbook of the old kind (.xls)', 'Save it as .xlsx');
    case 'powerpoint':
      return unsupported('a PowerPoint file of the old kind (.ppt)', 'Save it as .pptx');
    case 'mail':
      return unsupported('an Outlook message (.msg)', 'Save it as .eml');
    default:
      return unsupported(
        ending ? `of the kind .${ending}` : 'of an unknown kind',
        'Save it in one of these formats',
      );
  }
}

function protectedFile(): Unsupported {
  return {
    code: 'needs-password',
    reason: 'This file is protected with a password. Save a copy without the password and upload that.',
  };
}

function unsupported(what: string, todo: string): Unsupported {
  return {
    code: 'unsupported-format',
    reason: `This file is ${what}, which cannot be read. ${todo}. ${SUPPORTED}`,
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
