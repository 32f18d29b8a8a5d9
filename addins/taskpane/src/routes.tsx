import { BrokenPage } from '@deskmate/ui';
import {
  Outlet,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { AskPage } from './features/ask/ask-page.js';
import { SignedIn } from './features/sign-in/signed-in.js';

export interface AskSearch {
  /** The open citation as ANSWER.NUMBER. */
  cite?: string;
  /** The person's own filter: ids of spaces with commas between. */
  spaces?: string;
  /** The document that is asked about alone. */
  about?: string;
}

export interface PlaceSearch {
  version?: string;
  from?: number;
  to?: number;
  start?: number;
  end?: number;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
const number = (value: unknown): number | undefined =>
  value !== undefined && Number.isFinite(Number(value)) ? Number(value) : undefined;

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: lazyRouteComponent(() => import('./features/sign-in/not-found-page.js'), 'NotFoundPage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./features/sign-in/sign-in-page.js'), 'SignInPage'),
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: text(search.next) }),
});

const link = createRoute({
  getParentRoute: () => root,
  path: '/link/$token',
  component: lazyRouteComponent(() => import('./features/sign-in/link-page.js'), 'LinkPage'),
});

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const ask = createRoute({
  getParentRoute: () => signedIn,
  id: 'ask',
  component: AskPage,
  validateSearch: (search: Record<string, unknown>): AskSearch => ({
    cite: text(search.cite),
    spaces: text(search.spaces),
    about: text(search.about),
  }),
});
const newConversation = createRoute({ getParentRoute: () => ask, path: '/' });
const conversation = createRoute({ getParentRoute: () => ask, path: '/c/$conversationId' });

const document = createRoute({
  getParentRoute: () => signedIn,
  path: '/documents/$documentId',
  component: lazyRouteComponent(() => import('./features/sources/document-page.js'), 'DocumentPage'),
  validateSearch: (search: Record<string, unknown>): PlaceSearch => ({
    version: text(search.version),
    from: number(search.from),
    to: number(search.to),
    start: number(search.start),
    end: number(search.end),
  }),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    link,
    signedIn.addChildren([ask.addChildren([newConversation, conversation]), document]),
  ]),
  defaultPreload: false,
  defaultErrorComponent: ({ error }) => <BrokenPage error={error} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
