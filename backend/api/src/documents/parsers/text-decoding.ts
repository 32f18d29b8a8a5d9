import { SoundTextDecoder } from './sound-text-decoder.js';

/** Which encoding some bytes of plain text are in, and the text itself. */
export interface DecodedText {
  text: string;
  encoding: string;
}

/** Decodes by byte order mark, then by what the bytes allow; `declared` is tried before guessing. */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const marked = byByteOrderMark(bytes);
  if (marked) return decodeAs(bytes, marked);
  if (declared && !isUtf8Name(declared)) {
    const decoder = decoderFor(declared);
    if (decoder) return { text: decoder.decode(bytes), encoding: decoder.encoding };
  }
  return decodeAs(bytes, guessEncoding(bytes));
}

export function decoderFor(label: string): SoundTextDecoder | undefined {
  try {
    return new SoundTextDecoder(label.trim().toLowerCase());
  } catch {
    return undefined;
  }
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText {
  return { text: new SoundTextDecoder(encoding).decode(bytes), encoding };
}

function isUtf8Name(label: string): boolean {
  return /^utf-?8$/i.test(label.trim());
}

function byByteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

const SAMPLE_BYTES = 256 * 1024;

function guessEncoding(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const wide = guessUtf16(sample);
  if (wide) return wide;
  if (isValidUtf8(bytes)) return 'utf-8';
  return guessLegacy(sample);
}

/** Latin text in UTF-16 has a zero in every other byte. */
function guessUtf16(sample: Uint8Array): string | undefined {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] !== 0) continue;
    if (i % 2) odd++;
    else even++;
  }
  const pairs = sample.length / 2;
  if (odd > pairs * 0.3 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.3 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}

function isValidUtf8(bytes: Uint8Array): boolean {
  try {
    new SoundTextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const LEGACY = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'] as const;

/** The legacy encoding whose reading looks most like text: common characters for, rare and broken ones against. */
function guessLegacy(sample: Uint8Array): string {
  let best: string = 'windows-1252';
  let bestScore = -Infinity;
  for (const encoding of LEGACY) {
    const score = plausibility(new SoundTextDecoder(encoding).decode(sample), encoding);
    if (score > bestScore) [best, bestScore] = [encoding, score];
  }
  return best;
}

// The most frequent characters of running text; each legacy encoding read wrongly yields rare ones instead.
const COMMON_HAN = new Set(
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严' +
    '這個們來時對會後說國為過發經學還沒與關於開業長實點現體無動機當從種並間問應電報資訊務單價數據處產應該請將員題區',
);

function plausibility(text: string, encoding: string): number {
  let score = 0;
  let wide = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 0x80) continue;
    wide++;
    score += scoreOf(char, code);
  }
  if (wide === 0) return encoding === 'windows-1252' ? 0.1 : 0;
  return score / wide;
}

const WESTERN_MARKS = new Set('‘’“”•–—…€™');

function scoreOf(char: string, code: number): number {
  if (code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff) || (code >= 0x80 && code < 0xa0)) return -6;
  if (COMMON_HAN.has(char)) return 1.5;
  if (WESTERN_MARKS.has(char)) return 0.4;
  if (code >= 0x3040 && code <= 0x30ff) return 1;
  if (code >= 0xff61 && code <= 0xff9f) return -1; // half-width kana: a sign of a wrong reading
  if (code >= 0xac00 && code <= 0xd7a3) return 0.6;
  if (code >= 0x4e00 && code <= 0x9fff) return 0.1;
  if (code >= 0x3000 && code <= 0x303f) return 0.8;
  if (code >= 0xff00 && code <= 0xff60) return 0.6;
  if (code >= 0xc0 && code <= 0x17f) return 0.4;
  if (code >= 0xa0 && code < 0xc0) return 0;
  return -0.5;
}
