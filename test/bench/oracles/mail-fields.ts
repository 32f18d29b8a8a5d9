import fs from 'node:fs';
import { Share, bare, shared, words } from '../../support/text-scores.js';
import type { Extraction } from '../extraction/extraction.js';
import { type Mail, readMail } from './mail-reader.js';
import { endingOf, type FindOracle } from './oracle.js';

const ENDINGS = new Set(['eml', 'msg', 'mbox', 'mht', 'dat']);
/** So much of the body must have been read; quotes and signatures may be set apart. */
const BODY = 0.95;

/** A set of mails is its own oracle: each field as the mail's own bytes say it, or its refusal when it is encrypted. */
export const mailFields: FindOracle = (set) => {
  const mails = set.files.filter((file) => ENDINGS.has(endingOf(file)));
  if (mails.length * 2 < set.files.length || set.files.some((file) => /(^|\/)_[^/]*\.jsonl$/.test(file)))
    return null;
  const share = new Share();
  const shares = new Map<string, number>();
  const fieldsOf = (file: string): Mail | undefined =>
    endingOf(file) === 'eml' ? readMail(fs.readFileSync(set.path(file))) : undefined;
  return {
    references: [],
    holdsText: (file) => {
      const mail = fieldsOf(file);
      return mail && !mail.encrypted && checks(mail).length > 0;
    },
    judge(read) {
      const mail = fieldsOf(read.file);
      if (!mail) return;
      const results = mail.encrypted
        ? [read.failure?.code === 'needs-password']
        : checks(mail).map((check) => check(read));
      share.add(results.filter(Boolean).length, results.length);
      if (results.length) shares.set(read.file, results.filter(Boolean).length / results.length);
    },
    shareOf: (file) => shares.get(file),
    figures: (): Record<string, number> => (share.empty ? {} : { mailFields: share.micro }),
  };
};

type Check = (read: Pick<Extraction, 'text'>) => boolean;

/** One check for each field that the mail has: subject, each address, date, body, each attachment's name. */
export function checks({ headers, body, attachments }: Mail): Check[] {
  const holds = (value: string): Check => {
    return ({ text }) => bare(text).includes(bare(value));
  };
  const subject = headers.get('subject') ?? '';
  const date = headers.get('date') ?? '';
  const people = ['from', 'to', 'cc'].flatMap((name) => addressesOf(headers.get(name) ?? ''));
  const wanted = words(body);
  return [
    ...[subject, ...people, ...attachments].filter((value) => bare(value)).map(holds),
    ...(bare(date) ? [holdsDate(date)] : []),
    ...(wanted.length
      ? [({ text }: Pick<Extraction, 'text'>) => shared(wanted, words(text)) >= wanted.length * BODY]
      : []),
  ];
}

const addressesOf = (value: string): string[] => value.match(/[\w.+'=-]+@[\w.-]+\w/g) ?? [];

/** As it was written, or as a date of the standard's form. */
const holdsDate =
  (date: string): Check =>
  ({ text }) => {
    const time = Date.parse(date);
    const iso = Number.isNaN(time) ? [] : [new Date(time).toISOString().slice(0, 16)];
    return [date, date.replace(/\s*\([^)]*\)$/, ''), ...iso].some((form) => bare(text).includes(bare(form)));
  };
