import type { Answer, Citation, Feedback, FeedbackInput } from '@deskmate/client';
import { Button, MessageBar, MessageBarBody, Text, makeStyles, tokens } from '@fluentui/react-components';
import { SearchInfoRegular, SparkleRegular, TextQuoteRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { reasonText } from '../states/reason-text.js';
import { AnswerBlocks, Marks } from './answer-blocks.js';
import { CitationList } from './citation-list.js';
import { FeedbackButtons } from './feedback-buttons.js';
import { madeLine } from './made-line.js';
import { WhyThisAnswer } from './why-this-answer.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0 },
  made: {
    display: 'flex',
    gap: tokens.spacingHorizontalXS,
    alignItems: 'center',
    color: tokens.colorNeutralForeground2,
  },
  title: { color: tokens.colorNeutralForeground2 },
  help: { margin: 0, paddingInlineStart: '1.4em', lineHeight: 1.6 },
  section: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export interface AnswerViewProps {
  answer: Answer;
  openNumber?: number;
  onOpen: (citation: Citation) => void;
  onFeedback: (input: FeedbackInput) => Promise<Feedback | void>;
  onRegenerate?: () => void;
  linkOf: (citation: Citation) => string;
  /** The person's own space filter, in words, when one was set. */
  filterText?: string;
  /** Asks again in every space; offered when it declines and a filter was set. */
  onSearchEverywhere?: () => void;
  onAddDocument?: () => void;
  /** Restricts the next question to a source's document. */
  onAskAbout?: (documentId: string) => void;
}

/** A finished answer: how it was made, its text with marks, sources, feedback, and why. */
export function AnswerView(props: AnswerViewProps) {
  const { answer, openNumber, onOpen } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const declined = answer.finishReason === 'declined';
  return (
    <div className={styles.root}>
      <MadeLine answer={answer} />
      {declined ? (
        <Declined {...props} />
      ) : (
        <AnswerBlocks {...answer} openNumber={openNumber} onOpen={onOpen} />
      )}
      <Ending answer={answer} />
      {answer.notes?.map((note) => (
        <MessageBar key={note} intent="info" layout="multiline">
          <MessageBarBody>{note}</MessageBarBody>
        </MessageBar>
      ))}
      {answer.conflicts.map((conflict) => (
        <MessageBar key={conflict.message} intent="warning" layout="multiline">
          <MessageBarBody>
            {conflict.message}{' '}
            <Marks {...answer} numbers={conflict.citations} openNumber={openNumber} onOpen={onOpen} />
          </MessageBarBody>
        </MessageBar>
      ))}
      {!declined && answer.citations.length > 0 && (
        <div className={styles.section}>
          <Text size={200} weight="semibold" as="h3" className={styles.title}>
            {t('answer.sources')}
          </Text>
          <CitationList {...props} citations={answer.citations} />
        </div>
      )}
      <FeedbackButtons {...props} />
      <WhyThisAnswer answer={answer} filterText={props.filterText} />
    </div>
  );
}

function MadeLine({ answer }: { answer: Answer }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const Icon =
    answer.finishReason === 'declined'
      ? SearchInfoRegular
      : answer.mode === 'quote'
        ? TextQuoteRegular
        : SparkleRegular;
  return (
    <Text size={200} className={styles.made}>
      <Icon aria-hidden fontSize={16} />
      {madeLine(answer, t)}
    </Text>
  );
}

/** No passage supports an answer: one sentence, the nearest passages, and what would help. */
function Declined(props: AnswerViewProps) {
  const { answer, onSearchEverywhere, onAddDocument } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const nearest = answer.nearest.slice(0, 3);
  const sentence =
    answer.blocks[0]?.text ?? t(nearest.length > 0 ? 'answer.declined' : 'answer.declinedEmpty');
  return (
    <div className={styles.section}>
      <Text size={400}>{sentence}</Text>
      {nearest.length > 0 && (
        <>
          <Text size={200} weight="semibold" as="h3" className={styles.title}>
            {t('answer.nearest')}
          </Text>
          <CitationList {...props} citations={nearest} withQuotes />
        </>
      )}
      <Text size={200} weight="semibold" as="h3" className={styles.title}>
        {t('answer.wouldHelp')}
      </Text>
      <ul className={styles.help}>
        <li>
          {onAddDocument ? (
            <Button size="small" onClick={onAddDocument}>
              {t('answer.addDocument')}
            </Button>
          ) : (
            t('answer.addDocument')
          )}
        </li>
        {onSearchEverywhere && (
          <li>
            <Button size="small" onClick={onSearchEverywhere}>
              {t('answer.searchEverywhere')}
            </Button>
          </li>
        )}
        <li>{t('answer.otherWords')}</li>
        {answer.mode === 'quote' && <li>{t('answer.largerModel')}</li>}
      </ul>
    </div>
  );
}

/** Says plainly when an answer is not whole. */
function Ending({ answer }: { answer: Answer }) {
  const { t, i18n } = useTranslation();
  const reason = answer.finishReason;
  const why = answer.error && reasonText({ code: answer.error.code, reason: answer.error.detail }, t, i18n);
  if (reason === null || reason === 'complete' || reason === 'declined') return null;
  return (
    <MessageBar intent={reason === 'failed' ? 'error' : 'info'} layout="multiline">
      <MessageBarBody>
        {t(`answer.ended.${reason}`)} {why}
      </MessageBarBody>
    </MessageBar>
  );
}
