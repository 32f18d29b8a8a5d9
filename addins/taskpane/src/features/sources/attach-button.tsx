import { type DroppedFile, lazyPart } from '@deskmate/ui';
import { AttachTrigger } from './attach-trigger.js';

/** Adds files or a folder: its button at once, the menu when the page stands. */
export const AttachButton = lazyPart<{ onFiles: (files: DroppedFile[]) => void }>(
  async () => (await import('./attach-menu.js')).AttachMenu,
  () => <AttachTrigger />,
);
