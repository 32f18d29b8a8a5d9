import type { Answer, Citation } from '@deskmate/client';
import { useApi } from '@deskmate/ui';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAsk, useLiveAnswers } from './ask-context.js';
import type { LiveAnswer } from './live-answers.js';

export interface Turns {
  finished: Answer[];
  live: LiveAnswer[];
}

/** The turns of a conversation: what is finished, and what is being made. */
export function useConversation(conversationId: string | undefined) {
  const api = useApi();
  const { answers } = useAsk();
  const query = useQuery({
    queryKey: ['conversation', conversationId],
    enabled: conversationId !== undefined,
    queryFn: () => api.conversations.get(conversationId!),
  });
  const { data } = query;
  useEffect(() => {
    for (const answer of data?.answers ?? []) if (answer.state === 'running') answers.follow(answer);
  }, [answers, data]);
  const all = data?.answers ?? [];
  const live = useLiveAnswers().filter((one) => one.conversationId === conversationId);
  const liveIds = new Set(live.map((one) => one.answerId));
  const finished = all.filter((answer) => answer.state === 'finished' && !liveIds.has(answer.id));
  return { query, turns: { finished, live } satisfies Turns };
}

/** A citation in the address: ANSWER.NUMBER, or ANSWER.nNUMBER for a nearest passage of a declined answer. */
export interface OpenCitation {
  answerId: string;
  citation: Citation;
  among: Citation[];
  isNearest: boolean;
}

export const citeOf = (answerId: string, number: number, isNearest = false): string =>
  `${answerId}.${isNearest ? 'n' : ''}${number}`;

export function findCitation({ finished, live }: Turns, cite: string | undefined): OpenCitation | undefined {
  const [, answerId, nearest, number] = /^(.+)\.(n?)(\d+)$/.exec(cite ?? '') ?? [];
  if (!answerId) return undefined;
  const isNearest = nearest === 'n';
  const answer = finished.find((one) => one.id === answerId);
  const among =
    (isNearest ? answer?.nearest : answer?.citations) ??
    live.find((one) => one.answerId === answerId)?.citations ??
    [];
  const citation = among.find((one) => one.number === Number(number));
  return citation && { answerId, citation, among, isNearest };
}
