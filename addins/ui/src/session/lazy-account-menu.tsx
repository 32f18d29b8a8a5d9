import { lazyPart } from '../foundation/lazy-part.js';
import { AccountTrigger } from './account-trigger.js';
import { useSession } from './api-context.js';

/** The account menu: its button at once, the menu when the page stands. */
export const AccountMenu = lazyPart(
  async () => (await import('./account-menu.js')).AccountMenu,
  () => <ComingTrigger />,
);

function ComingTrigger() {
  return <AccountTrigger name={useSession().data?.person.name ?? ''} />;
}
