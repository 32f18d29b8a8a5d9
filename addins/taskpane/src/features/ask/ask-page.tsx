import {
  DropZone,
  ProblemView,
  targetOfCitation,
  useMay,
  useMedia,
  useShortcut,
  type DroppedFile,
} from '@deskmate/ui';
import { DocumentViewer, type ViewTarget } from '@deskmate/ui';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskColumn } from './ask-column.js';
import { useAsk } from './ask-context.js';
import { AskHeader } from './ask-header.js';
import { ConversationPanel } from './conversation-panel.js';
import type { AskSearch } from '../../routes.js';
import { citeOf, findCitation, useConversation } from './use-conversation.js';

const useStyles = makeStyles({
  page: { flex: '1 1 0', minHeight: 0, display: 'flex', backgroundColor: tokens.colorNeutralBackground1 },
  main: { flex: '1 1 0', minWidth: 0, display: 'flex', flexDirection: 'column' },
  viewer: {
    flex: '1 1 0',
    minWidth: 0,
    maxWidth: '55%',
    display: 'flex',
    flexDirection: 'column',
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  over: {
    position: 'fixed',
    inset: 0,
    zIndex: 10,
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground1,
  },
});

/** Ask: the conversations, the open one, and the source beside it. */
export function AskPage() {
  const { t } = useTranslation();
  const styles = useStyles();
  const navigate = useNavigate();
  const mayWrite = useMay('document.write');
  const { conversationId } = useParams({ strict: false });
  const { cite, spaces, about } = useSearch({ from: '/signed-in/ask' });
  const { query, turns } = useConversation(conversationId);
  const [isListOpen, setListOpen] = useState(false);
  const [dropped, setDropped] = useState<DroppedFile[]>([]);
  const isWide = useMedia('(min-width: 900px)');
  const isVeryWide = useMedia('(min-width: 1280px)');
  const opened = findCitation(turns, cite);
  useFollowNewConversation(conversationId);

  const goTo = (id?: string) => {
    setListOpen(false);
    const search = { spaces };
    void (id
      ? navigate({ to: '/c/$conversationId', params: { conversationId: id }, search })
      : navigate({ to: '/', search }));
  };
  const setSearch = (change: Partial<AskSearch>, replace = false) =>
    void navigate({ to: '.', search: (now: object) => ({ ...now, ...change }), replace });
  const close = () => setSearch({ cite: undefined });
  // In a narrow window the viewer lies over the place where the question is written.
  const askAbout = (documentId: string) =>
    setSearch({ about: documentId, ...(!isWide && { cite: undefined }) }, true);
  useShortcut('n', t('ask.newConversation'), () => goTo());

  const viewer = opened && (
    <Viewer
      key={opened.answerId}
      opened={opened}
      isOver={!isWide}
      onClose={close}
      onAskAbout={askAbout}
      onCite={(next) => setSearch({ cite: next }, true)}
    />
  );
  const showRail = isWide && !(viewer && !isVeryWide);
  return (
    <div className={styles.page}>
      <ConversationPanel
        isRail={showRail}
        isOpen={isListOpen}
        current={conversationId}
        onClose={() => setListOpen(false)}
        onOpen={goTo}
      />
      <main className={styles.main}>
        <AskHeader
          title={query.data?.title}
          onShowList={showRail ? undefined : () => setListOpen(true)}
          onNew={() => goTo()}
        />
        {query.isError && <ProblemView error={query.error} onRetry={() => void query.refetch()} />}
        <AskColumn
          conversationId={conversationId}
          turns={turns}
          isLoading={conversationId !== undefined && query.isPending && turns.live.length === 0}
          openCite={opened && cite}
          spaces={spaces}
          about={about}
          dropped={dropped}
          onDropped={setDropped}
          onSpaces={(next) => setSearch({ spaces: next }, true)}
          onAskAbout={askAbout}
          onAskAboutAll={() => setSearch({ about: undefined }, true)}
          onOpen={(answerId, citation, isNearest) =>
            setSearch({ cite: citeOf(answerId, citation.number, isNearest) }, opened !== undefined)
          }
        />
      </main>
      {viewer && <div className={isWide ? styles.viewer : styles.over}>{viewer}</div>}
      {mayWrite && <DropZone text={t('upload.dropHere')} onFiles={setDropped} />}
    </div>
  );
}

/** A first question begins a conversation: its address takes the place of the empty page's. */
function useFollowNewConversation(conversationId: string | undefined): void {
  const navigate = useNavigate();
  const { started } = useAsk();
  useEffect(() => {
    if (conversationId !== undefined) return;
    const listener = (live: { conversationId?: string; question: { conversationId?: string } }) => {
      if (!live.conversationId || live.question.conversationId) return;
      void navigate({
        to: '/c/$conversationId',
        params: { conversationId: live.conversationId },
        search: ({ spaces, about }: AskSearch) => ({ spaces, about }),
        replace: true,
      });
    };
    started.add(listener);
    return () => void started.delete(listener);
  }, [conversationId, started, navigate]);
}

interface ViewerProps {
  opened: NonNullable<ReturnType<typeof findCitation>>;
  isOver: boolean;
  onClose: () => void;
  onCite: (cite: string) => void;
  onAskAbout: (documentId: string) => void;
}

function Viewer({ opened, onCite, ...props }: ViewerProps) {
  const { answerId, citation, among, isNearest } = opened;
  const [other, setOther] = useState<ViewTarget>();
  const cited = useMemo(() => targetOfCitation(citation), [citation]);
  useEffect(() => setOther(undefined), [citation]);
  const position = among.indexOf(citation);
  const step = (by: number) => {
    const next = among[(position + by + among.length) % among.length];
    if (next) onCite(citeOf(answerId, next.number, isNearest));
  };
  const steps = {
    position: position + 1,
    total: among.length,
    onPrevious: () => step(-1),
    onNext: () => step(1),
  };
  return (
    <DocumentViewer
      {...props}
      target={other ?? cited}
      steps={among.length > 1 ? steps : undefined}
      onShow={setOther}
    />
  );
}
