import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { BrokenPage } from '@deskmate/ui';
import { NotFoundPage } from './shell/not-found-page.js';
import { Shell } from './shell/shell.js';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

export type SpaceTab = 'documents' | 'members' | 'deleted' | 'settings';
const spaceTabs: SpaceTab[] = ['documents', 'members', 'deleted', 'settings'];

interface SpaceSearch {
  tab?: SpaceTab;
  query?: string;
  sort?: string;
  /** The document that is open beside the list. */
  open?: string;
}

type Search = Record<string, unknown>;

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
const page = <Path extends string>(
  path: Path,
  load: () => Promise<Record<string, React.ComponentType>>,
  name: string,
) => createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) });

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/spaces', replace: true });
  },
});

const spaces = createRoute({
  getParentRoute: () => root,
  path: '/spaces',
  component: lazyRouteComponent(() => import('./pages/spaces/spaces-page.js'), 'SpacesPage'),
  validateSearch: (search: Search): { deleted?: boolean } => ({
    deleted: search.deleted === true || undefined,
  }),
});

const space = createRoute({
  getParentRoute: () => root,
  path: '/spaces/$spaceId',
  component: lazyRouteComponent(() => import('./pages/spaces/space-page.js'), 'SpacePage'),
  validateSearch: (search: Search): SpaceSearch => ({
    tab: spaceTabs.find((tab) => tab === search.tab),
    query: text(search.query),
    sort: text(search.sort),
    open: text(search.open),
  }),
});

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.js'), 'PeoplePage'),
  validateSearch: (search: Search): { tab?: 'groups'; query?: string } => ({
    tab: search.tab === 'groups' ? 'groups' : undefined,
    query: text(search.query),
  }),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.js'), 'AuditPage'),
  validateSearch: (search: Search): { action?: string } => ({ action: text(search.action) }),
});

export const router = createRouter({
  basepath: '/console',
  defaultErrorComponent: ({ error }) => <BrokenPage error={error} />,
  routeTree: root.addChildren([
    index,
    spaces,
    space,
    people,
    audit,
    page('/models', () => import('./pages/models/models-page.js'), 'ModelsPage'),
    page('/api-keys', () => import('./pages/api-keys/api-keys-page.js'), 'ApiKeysPage'),
    page('/deploy', () => import('./pages/deploy/deploy-page.js'), 'DeployPage'),
    page('/health', () => import('./pages/health/health-page.js'), 'HealthPage'),
    page('/settings', () => import('./pages/settings/settings-page.js'), 'SettingsPage'),
  ]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
