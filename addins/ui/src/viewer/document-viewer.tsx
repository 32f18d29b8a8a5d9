import { type Document, toApiProblem } from '@deskmate/client';
import {
  Button,
  Link,
  MessageBar,
  MessageBarBody,
  Text,
  Tooltip,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import {
  ArrowDownloadRegular,
  ArrowLeftRegular,
  ChevronDownRegular,
  ChevronUpRegular,
  DismissRegular,
  DocumentErrorRegular,
  DocumentSearchRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { placeText } from '../answer/place.js';
import { useApi } from '../session/api-context.js';
import { useShortcut } from '../shortcuts/shortcuts.js';
import { EmptyState } from '../states/empty-state.js';
import { Loading } from '../states/loading.js';
import { problemText } from '../states/problem-text.js';
import { ProblemView } from '../states/problem-view.js';
import { reasonText } from '../states/reason-text.js';
import { FrameView } from './frame-view.js';
import type { Mark } from './cited-words.js';
import { PdfPages, marksOf } from './pdf-pages.js';
import { type ViewTarget, isPdf, targetOfDocument } from './view-target.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    minWidth: 0,
    height: '100%',
    backgroundColor: tokens.colorNeutralBackground1,
  },
  header: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  names: {
    flex: '1 1 0',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    outlineStyle: 'none',
  },
  title: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  place: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
});

export interface ViewerSteps {
  /** Place of the open citation among the answer's, from 1. */
  position: number;
  total: number;
  onPrevious: () => void;
  onNext: () => void;
}

interface DocumentViewerProps {
  target: ViewTarget;
  steps?: ViewerSteps;
  onClose?: () => void;
  /** Shows another version of the same document. */
  onShow?: (target: ViewTarget) => void;
  /** Restricts the next question to this document. */
  onAskAbout?: (documentId: string) => void;
  /** Lies over the page (a narrow window): closing reads "Back". */
  isOver?: boolean;
  /** The whole page is this document. */
  isPage?: boolean;
}

/** A document at the exact place, the cited words marked. */
export function DocumentViewer({ onShow, ...props }: DocumentViewerProps) {
  const { target } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const document = useQuery({
    queryKey: ['documents', target.documentId],
    queryFn: () => api.documents.get(target.documentId),
  });
  const isOld = document.data !== undefined && document.data.version.id !== target.versionId;
  return (
    <section className={styles.root} aria-label={t('viewer.title', { title: target.title })}>
      <ViewerHeader {...props} />
      {isOld && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            {t('viewer.changedSince', { version: target.versionNumber })}{' '}
            {onShow && (
              <Link inline as="button" onClick={() => onShow(targetOfDocument(document.data))}>
                {t('viewer.showCurrent')}
              </Link>
            )}
          </MessageBarBody>
        </MessageBar>
      )}
      {document.isError && !document.data ? (
        <ProblemView error={document.error} onRetry={() => void document.refetch()} />
      ) : (
        <Readable document={document.data} target={target} />
      )}
    </section>
  );
}

function ViewerHeader(props: Omit<DocumentViewerProps, 'onShow'>) {
  const { target, steps, onClose, onAskAbout, isOver, isPage } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const heading = useRef<HTMLDivElement>(null);
  const place = target.passage && placeText(target.passage.anchor, t);
  useShortcut('ArrowLeft', t('viewer.previous'), () => steps?.onPrevious(), { enabled: steps !== undefined });
  useShortcut('ArrowRight', t('viewer.next'), () => steps?.onNext(), { enabled: steps !== undefined });
  useShortcut('Escape', t('viewer.close'), () => onClose?.(), { enabled: onClose !== undefined });
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [target.documentId]);
  return (
    <div className={styles.header}>
      {isOver && (
        <HeaderButton label={t('action.back')} icon={<ArrowLeftRegular />} onClick={() => onClose?.()} />
      )}
      <div className={styles.names} ref={heading} tabIndex={-1}>
        <Text weight="semibold" as={isPage ? 'h1' : 'h2'} className={styles.title} title={target.title}>
          {target.title}
        </Text>
        <Text size={200} className={styles.place}>
          {[place, steps && t('viewer.position', { position: steps.position, total: steps.total })]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {steps && (
        <>
          <HeaderButton label={t('viewer.previous')} icon={<ChevronUpRegular />} onClick={steps.onPrevious} />
          <HeaderButton label={t('viewer.next')} icon={<ChevronDownRegular />} onClick={steps.onNext} />
        </>
      )}
      {onAskAbout && (
        <HeaderButton
          label={t('viewer.askAbout')}
          icon={<DocumentSearchRegular />}
          onClick={() => onAskAbout(target.documentId)}
        />
      )}
      <Tooltip content={t('viewer.download')} relationship="label">
        <Button
          as="a"
          appearance="subtle"
          href={api.documents.originalUrl(target.documentId, target.versionId)}
          download={target.fileName}
          icon={<ArrowDownloadRegular />}
        />
      </Tooltip>
      {!isOver && onClose && (
        <HeaderButton label={t('viewer.close')} icon={<DismissRegular />} onClick={onClose} />
      )}
    </div>
  );
}

function HeaderButton({
  label,
  icon,
  onClick,
}: {
  label: string;
  icon: React.JSX.Element;
  onClick: () => void;
}) {
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" icon={icon} onClick={onClick} />
    </Tooltip>
  );
}

/** A document that has not been read, or could not be, says so instead of showing nothing. */
function Readable({ document, target }: { document: Document | undefined; target: ViewTarget }) {
  const { t, i18n } = useTranslation();
  const api = useApi();
  const { documentId, versionId } = target;
  const isInDoubt = document !== undefined && document.state !== 'ready';
  const attempt = useQuery({
    queryKey: ['readable', versionId, document?.state],
    enabled: isInDoubt,
    queryFn: () => api.documents.blocks(documentId, versionId, { count: 1 }),
  });
  if (isInDoubt && attempt.isPending) return <Loading />;
  if (!attempt.isError) return <Content target={target} />;
  const { what } = problemText(toApiProblem(attempt.error), t, i18n);
  const isFailed = document?.failure && document.version.id === versionId;
  return (
    <EmptyState
      icon={<DocumentErrorRegular />}
      title={t('viewer.unread')}
      text={isFailed ? reasonText(document.failure!, t, i18n) : what}
    />
  );
}

function Content({ target }: { target: ViewTarget }) {
  return isPdf(target) ? <PdfContent target={target} /> : <FrameView target={target} />;
}

const NO_MARKS: Mark[] = [];

function PdfContent({ target }: { target: ViewTarget }) {
  const api = useApi();
  const { documentId, versionId, passage } = target;
  const blocks = useQuery({
    queryKey: ['blocks', versionId, passage?.fromOrdinal, passage?.toOrdinal, passage?.start, passage?.end],
    enabled: passage !== undefined,
    staleTime: Infinity,
    queryFn: () =>
      api.documents.blocks(documentId, versionId, {
        from: passage!.fromOrdinal,
        to: passage!.toOrdinal,
        start: passage!.start,
        end: passage!.end,
        around: passage!.fromOrdinal,
        count: Math.min(200, 2 * (passage!.toOrdinal - passage!.fromOrdinal) + 3),
      }),
  });
  const found = blocks.data;
  const marks = useMemo(() => (found ? marksOf(found.blocks, found.highlights) : NO_MARKS), [found]);
  if (passage && blocks.isPending) return <Loading />;
  return (
    <PdfPages url={api.documents.originalUrl(documentId, versionId)} title={target.title} marks={marks} />
  );
}
