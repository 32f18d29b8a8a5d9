import type { Answer, Citation, FeedbackInput } from '@deskmate/client';
import {
  AnswerView,
  type DroppedFile,
  ProblemView,
  StreamingAnswer,
  chooseFiles,
  useApi,
} from '@deskmate/ui';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { documentLink } from '../sources/document-link.js';
import { keepAnswer, useAsk } from './ask-context.js';
import type { LiveAnswer } from './live-answers.js';
import { spaceIdsOf } from './space-filter.js';
import { useSpaceNames } from './use-spaces.js';
import { type Turns, citeOf } from './use-conversation.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXXL },
  turn: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, scrollMarginTop: '12px' },
  question: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: 1.4,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'pre-line',
    overflowWrap: 'anywhere',
  },
});

interface ThreadProps {
  turns: Turns;
  openCite?: string;
  spaces?: string;
  onOpen: (answerId: string, citation: Citation, isNearest: boolean) => void;
  onSearchEverywhere?: (question: string) => void;
  onFiles: (files: DroppedFile[]) => void;
}

/** Questions and answers, one below the other. */
export function Thread(props: ThreadProps) {
  const styles = useStyles();
  const { finished, live } = props.turns;
  return (
    <div className={styles.root}>
      {finished.map((answer) => (
        <FinishedTurn key={answer.id} answer={answer} {...props} />
      ))}
      {live.map((one) => (
        <LiveTurn key={one.key} live={one} {...props} />
      ))}
    </div>
  );
}

function FinishedTurn({
  answer,
  openCite,
  spaces,
  onOpen,
  onSearchEverywhere,
  onFiles,
}: ThreadProps & { answer: Answer }) {
  const styles = useStyles();
  const api = useApi();
  const queries = useQueryClient();
  const { answers } = useAsk();
  const filterText = useSpaceNames(spaceIdsOf(spaces));
  const declined = answer.finishReason === 'declined';
  const shown = declined ? answer.nearest : answer.citations;
  const openNumber = shown.find((one) => openCite === citeOf(answer.id, one.number, declined))?.number;
  const give = async (input: FeedbackInput) => {
    const feedback = await api.answers.giveFeedback(answer.id, input);
    const isVote = ['up', 'down', 'clear', 'edit'].includes(input.kind);
    if (isVote) keepAnswer(queries, { ...answer, feedback: input.kind === 'clear' ? null : feedback });
    return feedback;
  };
  return (
    <article className={styles.turn}>
      <h2 className={styles.question}>{answer.question}</h2>
      <AnswerView
        answer={answer}
        openNumber={openNumber}
        filterText={filterText}
        linkOf={(citation) => documentLink(citation)}
        onOpen={(citation) => onOpen(answer.id, citation, declined)}
        onFeedback={give}
        onRegenerate={() =>
          answers.ask({
            question: answer.question,
            conversationId: answer.conversationId,
            regeneratesId: answer.id,
            spaceIds: spaces ? spaceIdsOf(spaces) : undefined,
          })
        }
        onSearchEverywhere={onSearchEverywhere && (() => onSearchEverywhere(answer.question))}
        onAddDocument={() => void chooseFiles().then(onFiles)}
      />
    </article>
  );
}

function LiveTurn({ live, onOpen }: ThreadProps & { live: LiveAnswer }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { answers } = useAsk();
  const turn = useRef<HTMLElement>(null);
  useEffect(() => {
    void turn.current?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }, []);
  const open = (citation: Citation) => live.answerId && onOpen(live.answerId, citation, false);
  return (
    <article ref={turn} className={styles.turn} aria-label={t('ask.answering')}>
      <h2 className={styles.question}>{live.question.question}</h2>
      {live.problem ? (
        <>
          <ProblemView error={live.problem} onRetry={() => answers.retry(live.key)} />
        </>
      ) : (
        <StreamingAnswer streaming={live} onOpen={open} onStop={() => answers.stop(live.key)} />
      )}
    </article>
  );
}
