import { Button, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleRegular,
  ChevronDownRegular,
  ChevronUpRegular,
  DismissRegular,
  DocumentRegular,
  ErrorCircleRegular,
} from '@fluentui/react-icons';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { percentText } from '../foundation/amounts.js';
import { ProblemView } from '../states/problem-view.js';
import { problemText } from '../states/problem-text.js';
import { reasonText } from '../states/reason-text.js';
import { Progress } from '../states/progress.js';
import {
  type Batch,
  type UploadItem,
  type UploadQueue,
  batchProgress,
  itemProgress,
} from './upload-queue.js';

const useStyles = makeStyles({
  root: {
    position: 'fixed',
    insetInlineEnd: tokens.spacingHorizontalM,
    bottom: tokens.spacingVerticalM,
    width: 'min(400px, calc(100vw - 24px))',
    maxHeight: 'min(60vh, 480px)',
    overflowY: 'auto',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
    boxSizing: 'border-box',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow16,
    zIndex: 20,
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  title: { flex: '1 1 0', minWidth: 0 },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '6px',
  },
  item: {
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr) auto',
    columnGap: tokens.spacingHorizontalS,
    alignItems: 'center',
  },
  name: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  state: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  reason: { gridColumn: '2 / -1', color: tokens.colorStatusDangerForeground1, overflowWrap: 'anywhere' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
});

/** What is on its way into the spaces: progress per file and in all, time left, cancel, failures with their reason. */
export function UploadPanel({ queue }: { queue: UploadQueue }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const batches = useSyncExternalStore(queue.subscribe, queue.list);
  if (batches.length === 0) return null;
  return (
    <section className={styles.root} aria-label={t('upload.title')}>
      {batches.map((batch) => (
        <BatchView key={batch.id} batch={batch} queue={queue} />
      ))}
    </section>
  );
}

function BatchView({ batch, queue }: { batch: Batch; queue: UploadQueue }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [open, setOpen] = useState(true);
  const isRunning = batch.state === 'running';
  return (
    <div>
      <div className={styles.head}>
        <Text weight="semibold" className={styles.title} aria-live="polite">
          {useHeadline(batch)}
        </Text>
        <Button
          size="small"
          appearance="subtle"
          aria-expanded={open}
          aria-label={t(open ? 'upload.collapse' : 'upload.expand')}
          icon={open ? <ChevronDownRegular /> : <ChevronUpRegular />}
          onClick={() => setOpen(!open)}
        />
        {!isRunning && (
          <Button
            size="small"
            appearance="subtle"
            aria-label={t('action.close')}
            icon={<DismissRegular />}
            onClick={() => queue.dismiss(batch.id)}
          />
        )}
      </div>
      {isRunning && (
        <Progress
          label={t('upload.inAll')}
          value={batchProgress(batch.items)}
          secondsLeft={batch.secondsLeft}
          onCancel={isCancellable(batch) ? () => void queue.cancel(batch.id) : undefined}
        />
      )}
      {batch.problem && <ProblemView error={batch.problem} />}
      {open && (
        <ul className={styles.list}>
          {batch.items.map((item, index) => (
            <ItemView key={index} item={item} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** A new version that has arrived goes its way; only its sending can be stopped. */
const isCancellable = ({ replaces, items }: Batch): boolean =>
  replaces === undefined || items.some((item) => item.server === undefined);

function useHeadline({ state, items, spaceName, replaces }: Batch): string {
  const { t } = useTranslation();
  const failed = items.filter((item) => item.problem || item.server?.state === 'failed').length;
  const isSearchable = (item: UploadItem) =>
    item.problem !== undefined || ['words-ready', 'ready', 'failed'].includes(item.server?.state ?? '');
  if (replaces !== undefined && (state === 'running' || state === 'done')) {
    const text = failed > 0 ? 'replaceFailed' : state === 'done' ? 'replaced' : 'replacing';
    return t(`upload.${text}`, { title: replaces });
  }
  if (state === 'running' && items.length > 0 && items.every(isSearchable)) {
    return t('upload.searchable', { count: items.length - failed });
  }
  if (state === 'running') return t('upload.running', { count: items.length, space: spaceName });
  if (state === 'cancelled') return t('upload.cancelled');
  if (failed > 0) return t('upload.doneWithFailures', { failed, total: items.length });
  return t('upload.done', { count: items.length, space: spaceName });
}

function ItemView({ item }: { item: UploadItem }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const state = item.problem ? 'failed' : (item.server?.state ?? (item.sent < 1 ? 'sending' : 'queued'));
  const failure = item.server?.failure;
  const reason = item.problem
    ? problemText(item.problem, t, i18n).what
    : failure && reasonText(failure, t, i18n);
  const Icon =
    state === 'ready' ? CheckmarkCircleRegular : state === 'failed' ? ErrorCircleRegular : DocumentRegular;
  const isMoving = !['ready', 'failed', 'cancelled'].includes(state);
  return (
    <li className={styles.item}>
      <Icon
        aria-hidden
        fontSize={20}
        className={mergeClasses(state === 'ready' && styles.good, state === 'failed' && styles.bad)}
      />
      <Text size={200} className={styles.name} title={item.name}>
        {item.name}
      </Text>
      <Text size={200} className={styles.state}>
        {t(`document.state.${state}`)}
        {isMoving && ` ${percentText(itemProgress(item), i18n.language)}`}
      </Text>
      {reason && (
        <Text size={200} className={styles.reason}>
          {reason}
        </Text>
      )}
    </li>
  );
}
