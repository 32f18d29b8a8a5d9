import type { Answer, Citation, FeedbackInput } from '@deskmate/client';
import {
  AnswerView,
  type DroppedFile,
  ProblemView,
  StreamingAnswer,
  VersionSwitch,
  chooseFiles,
  useApi,
} from '@deskmate/ui';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AboutLine, useDocumentNames } from '../sources/asked-about.js';
import { documentLink } from '../sources/document-link.js';
import { keepAnswer, useAsk } from './ask-context.js';
import type { LiveAnswer } from './live-answers.js';
import { spaceIdsOf } from './space-ids.js';
import { type AskTurn, NEWEST, shownTry, turnsOf } from './turns.js';
import { useSpaceNames } from './use-spaces.js';
import { type Turns, citeOf } from './use-conversation.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXXL },
  turn: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    scrollMarginTop: '12px',
    ':focus:not(:focus-visible)': { outlineStyle: 'none' },
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'start', columnGap: tokens.spacingHorizontalS },
  question: {
    flex: '1 1 240px', // beside the versions where there is room, else above them
    minWidth: 0,
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
  onSearchEverywhere: (question: string) => void;
  onAskAbout: (documentId: string) => void;
  onFiles: (files: DroppedFile[]) => void;
}

/** Questions and answers, one below the other. */
export function Thread(props: ThreadProps) {
  const styles = useStyles();
  const { finished, live } = props.turns;
  return (
    <div className={styles.root}>
      {turnsOf(finished, live).map((turn) => (
        <TurnView key={turn.key} turn={turn} {...props} />
      ))}
    </div>
  );
}

/** A question, and the try at its answer that is shown. */
function TurnView({ turn, ...props }: ThreadProps & { turn: AskTurn }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [chosen, setChosen] = useState<string>();
  const shown = shownTry(turn, chosen, props.openCite);
  const article = useFollowedTurn(turn);
  return (
    <article
      ref={article}
      tabIndex={-1}
      className={styles.turn}
      aria-label={shown.live && t('ask.answering')}
    >
      <div className={styles.head}>
        <h2 className={styles.question}>{turn.question}</h2>
        {turn.tries.length > 1 && (
          <VersionSwitch
            position={turn.tries.indexOf(shown) + 1}
            total={turn.tries.length}
            onShow={(position) => setChosen(turn.tries[position - 1]?.id)}
          />
        )}
      </div>
      <AboutLine documentIds={shown.answer?.documentIds ?? shown.live?.question.documentIds ?? []} />
      {shown.answer && (
        <FinishedTry
          key={shown.id}
          answer={shown.answer}
          {...props}
          onRegenerated={() => setChosen(NEWEST)}
        />
      )}
      {shown.live && <LiveTry live={shown.live} {...props} />}
    </article>
  );
}

/** A turn that is being answered comes into view; tried again, it takes the focus of the button that went away. */
function useFollowedTurn({ tries }: AskTurn) {
  const article = useRef<HTMLElement>(null);
  const liveKey = tries.at(-1)?.live?.key;
  const isAgain = tries.length > 1;
  useEffect(() => {
    if (!liveKey) return;
    const isCalm = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches;
    article.current?.scrollIntoView({ block: 'start', behavior: isCalm ? 'auto' : 'smooth' });
    if (isAgain) article.current?.focus({ preventScroll: true });
  }, [liveKey, isAgain]);
  return article;
}

interface FinishedTryProps extends ThreadProps {
  answer: Answer;
  onRegenerated: () => void;
}

function FinishedTry({ answer, openCite, spaces, ...props }: FinishedTryProps) {
  const { onOpen, onSearchEverywhere } = props;
  const api = useApi();
  const queries = useQueryClient();
  const { answers } = useAsk();
  const spaceNames = useSpaceNames(spaceIdsOf(spaces));
  const documentNames = useDocumentNames(answer.documentIds);
  const isFiltered = answer.documentIds.length > 0 || spaces !== undefined;
  const declined = answer.finishReason === 'declined';
  const shown = declined ? answer.nearest : answer.citations;
  const openNumber = shown.find((one) => openCite === citeOf(answer.id, one.number, declined))?.number;
  const give = async (input: FeedbackInput) => {
    const feedback = await api.answers.giveFeedback(answer.id, input);
    const isVote = ['up', 'down', 'clear', 'edit'].includes(input.kind);
    if (isVote) keepAnswer(queries, { ...answer, feedback: input.kind === 'clear' ? null : feedback });
    return feedback;
  };
  const regenerate = () => {
    props.onRegenerated();
    answers.regenerate(answer, spaces ? spaceIdsOf(spaces) : undefined);
  };
  return (
    <AnswerView
      answer={answer}
      openNumber={openNumber}
      filterText={documentNames || spaceNames}
      linkOf={(citation) => documentLink(citation)}
      onOpen={(citation) => onOpen(answer.id, citation, declined)}
      onFeedback={give}
      onRegenerate={regenerate}
      onSearchEverywhere={isFiltered ? () => onSearchEverywhere(answer.question) : undefined}
      onAskAbout={props.onAskAbout}
      onAddDocument={() => void chooseFiles().then(props.onFiles)}
    />
  );
}

function LiveTry({ live, onOpen }: ThreadProps & { live: LiveAnswer }) {
  const { answers } = useAsk();
  const open = (citation: Citation) => live.answerId && onOpen(live.answerId, citation, false);
  return live.problem ? (
    <ProblemView error={live.problem} onRetry={() => answers.retry(live.key)} />
  ) : (
    <StreamingAnswer streaming={live} onOpen={open} onStop={() => answers.stop(live.key)} />
  );
}
