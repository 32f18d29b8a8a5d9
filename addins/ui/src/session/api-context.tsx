import type { ApiClient, Permission, Session } from '@deskmate/client';
import { toApiProblem } from '@deskmate/client';
import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useState } from 'react';

const ApiContext = createContext<ApiClient | undefined>(undefined);

export function useApi(): ApiClient {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi outside of ApiProvider');
  return api;
}

// The client itself repeats what may be repeated; a query that fails tells its page at once.
const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 10_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });

export function ApiProvider({ api, children }: { api: ApiClient; children: ReactNode }) {
  const [queries] = useState(newQueryClient);
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ApiContext>
  );
}

export const SESSION_KEY = ['session'];

/** Who is signed in: null when nobody is. */
export function useSession() {
  const api = useApi();
  return useQuery<Session | null>({
    queryKey: SESSION_KEY,
    staleTime: Infinity,
    queryFn: () =>
      api.session.get().catch((error: unknown) => {
        const problem = toApiProblem(error);
        if (problem.status === 401) return null;
        throw problem;
      }),
  });
}

/** Puts a session in place after signing in (or away, after signing out); what another person saw is forgotten. */
export function useSetSession(): (session: Session | null) => void {
  const queries = useQueryClient();
  return (session) => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    queries.setQueryData(SESSION_KEY, session);
  };
}

export const useMay = (permission: Permission): boolean =>
  useSession().data?.permissions.includes(permission) ?? false;
