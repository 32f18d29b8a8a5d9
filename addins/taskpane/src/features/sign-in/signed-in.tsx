import { Loading, ProblemView, lazyPart, useApi, useSession } from '@deskmate/ui';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';

const FirstRunPage = lazyPart(
  async () => (await import('./first-run-page.js')).FirstRunPage,
  () => <Loading />,
);
const SignIn = lazyPart(
  async () => (await import('./sign-in-page.js')).SignIn,
  () => <Loading />,
);

/** What stands behind is for people who are signed in; a new installation asks for its owner first. */
export function SignedIn() {
  const api = useApi();
  const session = useSession();
  const setup = useQuery({
    queryKey: ['setup'],
    queryFn: () => api.setup.get(),
    enabled: session.data === null,
  });
  if (session.data) return <Outlet />;
  const failed = session.isError ? session : setup.isError ? setup : undefined;
  if (failed) {
    return (
      <main>
        <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />
      </main>
    );
  }
  if (session.isPending || setup.isPending) return <Loading />;
  return setup.data?.needsOwner ? <FirstRunPage /> : <SignIn />;
}
