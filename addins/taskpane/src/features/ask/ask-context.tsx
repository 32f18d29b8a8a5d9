import type { Answer, ConversationWithAnswers } from '@deskmate/client';
import { UploadPanel, UploadQueue, read, useApi, write } from '@deskmate/ui';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useState, useSyncExternalStore } from 'react';
import { type LiveAnswer, LiveAnswers } from './live-answers.js';

interface AskContextValue {
  answers: LiveAnswers;
  uploads: UploadQueue;
  /** Called with the conversation that a first question began. */
  started: Set<(live: LiveAnswer) => void>;
}

const AskContext = createContext<AskContextValue | undefined>(undefined);

export function useAsk(): AskContextValue {
  const value = useContext(AskContext);
  if (!value) throw new Error('useAsk outside of AskProvider');
  return value;
}

export function useLiveAnswers(): LiveAnswer[] {
  const { answers } = useAsk();
  return useSyncExternalStore(answers.subscribe, answers.list);
}

/** What must outlive a change of page: answers that stream in, and uploads. */
export function AskProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const queries = useQueryClient();
  const [value] = useState<AskContextValue>(() => {
    const started: AskContextValue['started'] = new Set();
    const answers = new LiveAnswers(api, {
      onStarted: (live) => {
        started.forEach((listener) => listener(live));
        void queries.invalidateQueries({ queryKey: ['conversations'] });
      },
      onFinished: (answer) => keepAnswer(queries, answer),
      onRefused: (live) => giveBack(live),
    });
    const uploads = new UploadQueue(api, () => {
      void queries.invalidateQueries({ queryKey: ['spaces'] });
      void queries.invalidateQueries({ queryKey: ['setup'] });
    });
    return { answers, uploads, started };
  });
  return (
    <AskContext value={value}>
      {children}
      <UploadPanel queue={value.uploads} />
    </AskContext>
  );
}

/** Puts a finished answer into its conversation, new or in place of its unfinished self. */
export function keepAnswer(queries: QueryClient, answer: Answer): void {
  queries.setQueryData<ConversationWithAnswers>(['conversation', answer.conversationId], (now) => {
    if (!now) return now;
    const others = now.answers.filter((one) => one.id !== answer.id);
    return { ...now, answers: [...others, answer].sort((a, b) => a.ordinal - b.ordinal) };
  });
  void queries.invalidateQueries({ queryKey: ['conversation', answer.conversationId] });
  void queries.invalidateQueries({ queryKey: ['conversations'] });
}

/** The words of a question that never arrived go back to the composer, unless something new stands there. */
function giveBack(live: LiveAnswer): void {
  const key = `deskmate.draft.${draftName(live.conversationId)}`;
  if (read(key, '') === '') write(key, live.question.question);
}

export const draftName = (conversationId: string | undefined): string => conversationId ?? 'new';
