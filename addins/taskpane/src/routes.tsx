import { BrokenPage } from '@deskmate/ui';
import { Outlet, createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { AskPage } from './features/ask/ask-page.js';
import { LinkPage } from './features/sign-in/link-page.js';
import { SignedIn } from './features/sign-in/signed-in.js';
import { SignInPage } from './features/sign-in/sign-in-page.js';
import { DocumentPage } from './features/sources/document-page.js';
import { NotFoundPage } from './features/sign-in/not-found-page.js';

interface AskSearch {
  /** The open citation as ANSWER.NUMBER. */
  cite?: string;
  /** The person's own filter: ids of spaces with commas between. */
  spaces?: string;
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

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: text(search.next) }),
});

const link = createRoute({ getParentRoute: () => root, path: '/link/$token', component: LinkPage });

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const ask = createRoute({
  getParentRoute: () => signedIn,
  id: 'ask',
  component: AskPage,
  validateSearch: (search: Record<string, unknown>): AskSearch => ({
    cite: text(search.cite),
    spaces: text(search.spaces),
  }),
});
const newConversation = createRoute({ getParentRoute: () => ask, path: '/' });
const conversation = createRoute({ getParentRoute: () => ask, path: '/c/$conversationId' });

const document = createRoute({
  getParentRoute: () => signedIn,
  path: '/documents/$documentId',
  component: DocumentPage,
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
