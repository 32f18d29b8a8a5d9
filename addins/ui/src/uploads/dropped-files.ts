export interface DroppedFile {
  file: File;
  /** Path inside the dropped folder, '' for a single file. */
  path: string;
}

// What systems leave in folders that nobody means to upload.
const IGNORED = /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i;

/** All files of a drop, folders walked through. Call it within the drop event: its items live no longer. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.some((entry) => entry !== null)) {
    const found = await Promise.all(entries.map((entry) => (entry ? filesOf(entry, '') : [])));
    return found.flat();
  }
  return chosenFiles(transfer.files);
}

export const chosenFiles = (files: Iterable<File>): DroppedFile[] =>
  [...files].filter(({ name }) => !IGNORED.test(name)).map((file) => ({ file, path: folderOf(file) }));

const folderOf = (file: File): string => (file.webkitRelativePath ?? '').split('/').slice(0, -1).join('/');

async function filesOf(entry: FileSystemEntry, path: string): Promise<DroppedFile[]> {
  if (IGNORED.test(entry.name)) return [];
  if (entry.isFile) return [{ file: await fileOf(entry as FileSystemFileEntry), path }];
  const inside = path ? `${path}/${entry.name}` : entry.name;
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(children.map((child) => filesOf(child, inside)))).flat();
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader gives at most a hundred entries a call. */
async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
