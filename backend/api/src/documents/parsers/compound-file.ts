/** What an OLE compound file (the container of Office before 2007, and of encrypted files since) holds. */
export interface CompoundFile {
  kind: 'word' | 'excel' | 'powerpoint' | 'mail' | 'other';
  encrypted: boolean;
}

interface Entry {
  name: string;
  start: number;
  size: number;
}

const MAX_ENTRIES = 4096;

export function readCompound(bytes: Uint8Array): CompoundFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return classify(file, readEntries(file));
  } catch {
    return { kind: 'other', encrypted: false }; // cut off: nothing more can be said
  }
}

function classify(file: Buffer, entries: Map<string, Entry>): CompoundFile {
  const stream = (name: string): Buffer => streamStart(file, entries.get(name));
  if (entries.has('EncryptedPackage') || entries.has('EncryptionInfo'))
    return { kind: 'other', encrypted: true };
  if (entries.has('WordDocument'))
    return { kind: 'word', encrypted: (stream('WordDocument').readUInt16LE(10) & 0x100) !== 0 };
  const book = entries.has('Workbook') ? 'Workbook' : 'Book';
  if (entries.has(book)) return { kind: 'excel', encrypted: hasPasswordRecord(stream(book)) };
  if (entries.has('PowerPoint Document'))
    return { kind: 'powerpoint', encrypted: isEncryptedShow(stream('Current User')) };
  if ([...entries.keys()].some((name) => name.startsWith('__substg1.0_')))
    return { kind: 'mail', encrypted: false };
  return { kind: 'other', encrypted: false };
}

/** An encrypted workbook says so in a FILEPASS record among its first. */
function hasPasswordRecord(stream: Buffer): boolean {
  for (let at = 0, i = 0; at + 4 <= stream.length && i < 40; i++) {
    const type = stream.readUInt16LE(at);
    if (type === 0x2f) return true;
    at += 4 + stream.readUInt16LE(at + 2);
  }
  return false;
}

/** The header token of an encrypted show differs. */
function isEncryptedShow(currentUser: Buffer): boolean {
  return currentUser.length >= 16 && currentUser.readUInt32LE(12) === 0xf3d1c4df;
}

function sectorSize(file: Buffer): number {
  return 1 << Math.min(file.readUInt16LE(30), 16);
}

function readEntries(file: Buffer): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const size = sectorSize(file);
  for (const sector of chain(file, file.readUInt32LE(48))) {
    const start = (sector + 1) * size;
    for (let at = start; at + 128 <= start + size && at + 128 <= file.length; at += 128) {
      const entry = readEntry(file, at);
      if (entry && entries.size < MAX_ENTRIES) entries.set(entry.name, entry);
    }
  }
  return entries;
}

function readEntry(file: Buffer, at: number): Entry | undefined {
  const length = file.readUInt16LE(at + 64);
  if (length < 2 || length > 64 || file[at + 66] === 0) return undefined;
  return {
    name: file.toString('utf16le', at, at + length - 2),
    start: file.readUInt32LE(at + 116),
    size: file.readUInt32LE(at + 120),
  };
}

/** The first bytes of a stream; short streams live in the root's stream in pieces of 64. */
function streamStart(file: Buffer, entry: Entry | undefined): Buffer {
  if (!entry) return Buffer.alloc(0);
  const size = sectorSize(file);
  if (entry.size >= file.readUInt32LE(56))
    return file.subarray((entry.start + 1) * size, (entry.start + 1) * size + size);
  const root = readEntries(file).get('Root Entry');
  const sectors = root ? [...chain(file, root.start)] : [];
  const offset = entry.start * 64;
  const sector = sectors[Math.floor(offset / size)];
  if (sector === undefined) return Buffer.alloc(0);
  const at = (sector + 1) * size + (offset % size);
  return file.subarray(at, at + 64);
}

const END = 0xfffffffa;

function* chain(file: Buffer, first: number): Generator<number> {
  const size = sectorSize(file);
  const perSector = size / 4;
  let next = first;
  for (let steps = 0; next < END && steps < MAX_ENTRIES; steps++) {
    yield next;
    const table = file.readUInt32LE(76 + 4 * Math.floor(next / perSector));
    next = file.readUInt32LE((table + 1) * size + (next % perSector) * 4);
  }
}
