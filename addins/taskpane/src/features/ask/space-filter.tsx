import { lazyPart } from '@deskmate/ui';
import { type SpaceFilterProps, SpaceFilterTrigger } from './space-filter-trigger.js';

/** Which spaces are searched: its button at once, the menu when the page stands. */
export const SpaceFilter = lazyPart<SpaceFilterProps>(
  async () => (await import('./space-menu.js')).SpaceMenu,
  ({ value }) => <SpaceFilterTrigger value={value} />,
);
