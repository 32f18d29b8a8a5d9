import type { Citation } from '@deskmate/client';
import {
  Composer,
  type ComposerHandle,
  type DroppedFile,
  Loading,
  lazyPart,
  loadViewer,
  useDraft,
  useMay,
  useShortcut,
} from '@deskmate/ui';
import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { draftName, useAsk } from './ask-context.js';
import { AboutChip } from '../sources/asked-about.js';
import { AttachButton } from '../sources/attach-button.js';
import { SpaceFilter } from './space-filter.js';
import { filterOf } from './space-ids.js';
import type { Turns } from './use-conversation.js';
import { Welcome } from './welcome.js';

const loadThread = async () => (await import('./thread.js')).Thread;
const Thread = lazyPart(loadThread, () => <Loading rows={6} />);
const PendingFiles = lazyPart(async () => (await import('../sources/pending-files.js')).PendingFiles);

const useStyles = makeStyles({
  scroll: { flex: '1 1 0', minHeight: 0, overflowY: 'auto', scrollbarGutter: 'stable both-edges' },
  column: {
    maxWidth: '760px',
    boxSizing: 'border-box',
    margin: '0 auto',
    padding: `${tokens.spacingVerticalXL} clamp(12px, 4%, 32px)`,
  },
  foot: {
    width: '100%',
    maxWidth: '760px',
    boxSizing: 'border-box',
    margin: '0 auto',
    padding: `0 clamp(8px, 4%, 32px) ${tokens.spacingVerticalS}`,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
  },
  hint: { color: tokens.colorNeutralForeground3, textAlign: 'center' },
});

interface AskColumnProps {
  conversationId?: string;
  turns: Turns;
  isLoading: boolean;
  openCite?: string;
  spaces?: string;
  about?: string;
  dropped: DroppedFile[];
  onDropped: (files: DroppedFile[]) => void;
  onSpaces: (spaces: string | undefined) => void;
  onAskAbout: (documentId: string) => void;
  onAskAboutAll: () => void;
  onOpen: (answerId: string, citation: Citation, isNearest: boolean) => void;
}

/** The open conversation, and the composer below it. */
export function AskColumn(props: AskColumnProps) {
  const { conversationId, turns, spaces, about } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const { answers } = useAsk();
  const mayWrite = useMay('document.write');
  const composer = useRef<ComposerHandle>(null);
  const [draft, setDraft] = useDraft(draftName(conversationId));
  useShortcut('/', t('ask.focusComposer'), () => composer.current?.focus());
  useEffect(() => {
    composer.current?.focus();
  }, [conversationId, about]);

  useSoon(loadThread, loadViewer);

  const running = turns.live.find((live) => !live.problem);
  const ask = (question: string) => answers.ask({ question, conversationId, ...filterOf(about, spaces) });
  const askEverywhere = (question: string) => {
    props.onAskAboutAll();
    answers.ask({ question, conversationId, spaceIds: [] });
  };
  const send = () => {
    ask(draft.trim());
    setDraft('');
  };
  useDraftGivenBack(turns, draft, setDraft);
  const isEmpty = turns.finished.length === 0 && turns.live.length === 0;
  return (
    <>
      <div className={styles.scroll}>
        <div className={styles.column}>
          {props.isLoading ? (
            <Loading rows={6} />
          ) : isEmpty ? (
            <Welcome onAsk={ask} onFiles={props.onDropped} />
          ) : (
            <Thread {...props} onSearchEverywhere={askEverywhere} onFiles={props.onDropped} />
          )}
        </div>
      </div>
      <div className={styles.foot}>
        {props.dropped.length > 0 && (
          <PendingFiles files={props.dropped} spaces={spaces} onDone={() => props.onDropped([])} />
        )}
        <Composer
          handle={composer}
          value={draft}
          onChange={setDraft}
          onSend={send}
          onStop={running && (() => answers.stop(running.key))}
          placeholder={t(isEmpty ? 'ask.placeholder' : 'ask.followUp')}
          about={about && <AboutChip documentId={about} onRemove={props.onAskAboutAll} />}
        >
          {!about && <SpaceFilter value={spaces} onChange={props.onSpaces} />}
          {mayWrite && <AttachButton onFiles={props.onDropped} />}
        </Composer>
        <Text size={100} className={styles.hint}>
          {t('ask.hint')}
        </Text>
      </div>
    </>
  );
}

/** Fetches, once the page stands, what the next click will need. */
function useSoon(...loads: (() => Promise<unknown>)[]): void {
  const latest = useRef(loads);
  useEffect(() => {
    const timer = setTimeout(() => latest.current.forEach((load) => void load().catch(() => undefined)), 500);
    return () => clearTimeout(timer);
  }, []);
}

/** A question that the server never got stands in the composer again, unless something new was typed. */
function useDraftGivenBack(turns: Turns, draft: string, setDraft: (text: string) => void): void {
  const refused = turns.live.find((live) => live.problem && !live.answerId && !live.question.regeneratesId);
  const handled = useRef<string>(undefined);
  useEffect(() => {
    if (!refused || handled.current === refused.key) return;
    handled.current = refused.key;
    if (draft === '') setDraft(refused.question.question);
  }, [refused, draft, setDraft]);
}
