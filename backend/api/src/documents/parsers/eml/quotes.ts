export interface MailPart {
  text: string;
  /** Belongs to an earlier mail. */
  quoted: boolean;
}

const QUOTE = /^\s{0,3}>+ ?/;
const REST_IS_QUOTED =
  /^\s*(?:-{2,}\s*(?:original message|forwarded message|原始邮件|转发邮件|原始郵件|转发的邮件)\s*-{2,}|_{20,})\s*$/i;

/** Divides a plain body into what was written now and what was quoted; the quote marks are taken away. */
export function splitQuotes(body: string): MailPart[] {
  const parts: MailPart[] = [];
  let rest = false;
  for (const line of body.split(/\r?\n/)) {
    rest ||= REST_IS_QUOTED.test(line);
    const marked = QUOTE.test(line);
    const quoted = rest || marked;
    const text = marked ? line.replace(/^(?:\s{0,3}> ?)+/, '') : line;
    const last = parts.at(-1);
    if (last && (last.quoted === quoted || (line.trim() === '' && !quoted))) last.text += `\n${text}`;
    else parts.push({ text, quoted });
  }
  return parts;
}
