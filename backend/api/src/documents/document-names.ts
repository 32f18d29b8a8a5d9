/** A file's place as its user named it, made safe to keep and to show. */
export interface GivenName {
  fileName: string;
  /** Folders inside what was dropped, '/'-separated; '' at the top. */
  folder: string;
  /** False when the name points outside its folder or holds what no file name may. */
  acceptable: boolean;
}

const MAX_SEGMENT = 255;
const MAX_PATH = 1000;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;
const DRIVE = /^[a-z]:/i;
/** Characters that turn the reading order of a name around, so that `exe.pdf` hides an ending. */
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;

/** Reads the multipart file name and the optional path of a dropped folder (with or without the name at its end). */
export function readGivenName(originalName: string, path = ''): GivenName {
  const name = originalName.normalize('NFC');
  const segments = joined(name, path.normalize('NFC'));
  const acceptable = isAcceptable(name) && isAcceptable(path) && segments.length > 0;
  const shown = segments.map(clean).filter((segment) => segment !== '');
  return {
    fileName: shown.at(-1) ?? 'unnamed',
    folder: acceptable ? shown.slice(0, -1).join('/') : '',
    acceptable,
  };
}

/** What people read first: the file's name without its ending. */
export const titleOf = (fileName: string): string => fileName.replace(/(?<=.)\.[^.]{1,8}$/, '') || fileName;

function joined(name: string, path: string): string[] {
  const ofName = name.split(/[\\/]/);
  const ofPath = path.split(/[\\/]/);
  if (ofPath.at(-1) === ofName.at(-1)) ofPath.pop();
  const all = ofName.length > 1 ? ofName : [...ofPath, ...ofName];
  return all.filter((segment) => segment !== '');
}

function isAcceptable(path: string): boolean {
  if (path.length > MAX_PATH || path.startsWith('/') || path.includes('\\') || DRIVE.test(path)) return false;
  if (CONTROL.test(path) || DIRECTION.test(path)) return false;
  return path
    .split('/')
    .every((segment) => segment !== '..' && segment !== '.' && segment.length <= MAX_SEGMENT);
}

function clean(segment: string): string {
  // eslint-disable-next-line no-control-regex -- as above
  const visible = segment.replace(/[\u0000-\u001f\u007f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '').trim();
  return visible === '..' || visible === '.' ? '' : visible.slice(0, MAX_SEGMENT);
}
