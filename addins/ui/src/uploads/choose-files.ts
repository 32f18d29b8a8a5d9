import { type DroppedFile, chosenFiles } from './dropped-files.js';

/** Lets the person choose files, one file or a folder; an empty list when they change their mind. */
export function chooseFiles({ folder = false, single = false } = {}): Promise<DroppedFile[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = !single;
  input.webkitdirectory = folder;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(chosenFiles(input.files ?? [])));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
