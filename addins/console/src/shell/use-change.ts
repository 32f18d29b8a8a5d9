import { problemText, useNotify } from '@deskmate/ui';
import { toApiProblem } from '@deskmate/client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

interface Change {
  /** Said afterwards. */
  done?: string;
  undo?: () => Promise<unknown>;
}

/** Does something at once, loads the lists that it changes anew, says so, and offers to undo. */
export function useChange(...queryKeys: string[]) {
  const { t, i18n } = useTranslation();
  const notify = useNotify();
  const queries = useQueryClient();
  const refresh = () => Promise.all(queryKeys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const attempt = (work: () => Promise<unknown>, after: () => void) =>
    work().then(after, (error: unknown) => {
      void refresh();
      const problem = toApiProblem(error);
      notify({ text: `${problemText(problem, t, i18n).what} (${problem.code})`, intent: 'error' });
    });
  return (work: () => Promise<unknown>, { done, undo }: Change = {}): Promise<void> =>
    attempt(work, () => {
      void refresh();
      if (!done) return;
      const action = undo && { label: t('action.undo'), run: () => void attempt(undo, () => void refresh()) };
      notify({ text: done, action });
    });
}
