import type { Document } from '@deskmate/client';
import {
  DialogFrame,
  FormDialog,
  Loading,
  ProblemView,
  RelativeTime,
  bytesText,
  chooseFiles,
  useApi,
} from '@deskmate/ui';
import { Badge, Button, Link, Text, makeStyles, tokens } from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  ArrowMoveRegular,
  ArrowSyncRegular,
  DeleteRegular,
  HistoryRegular,
  OpenRegular,
  RenameRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RowAction, RowMenu } from '../../shell/row-menu.js';
import { useUploads } from '../../shell/uploads.js';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
  },
  version: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2 },
  end: { alignSelf: 'flex-end' },
});

interface DocumentMenuProps {
  document: Document;
  label: string;
  onOpen: (documentId: string) => void;
}

/** What can be done with a document. Everything here can be undone. */
export function DocumentMenu({ document, label, onOpen }: DocumentMenuProps) {
  const { t } = useTranslation();
  const api = useApi();
  const uploads = useUploads();
  const change = useChange('documents', 'spaces');
  const [dialog, setDialog] = useState<'rename' | 'move' | 'versions'>();
  const close = () => setDialog(undefined);
  const { id, title } = document;
  const replace = async () => {
    const [given] = await chooseFiles({ single: true });
    if (given) await uploads.replace(document, given.file);
  };
  const download = () => location.assign(api.documents.originalUrl(id, document.version.id));
  const actions: RowAction[] = [
    { label: t('documents.open'), icon: <OpenRegular />, run: () => onOpen(id) },
    { label: t('viewer.download'), icon: <ArrowDownloadRegular />, run: download },
    { label: t('documents.versions'), icon: <HistoryRegular />, run: () => setDialog('versions') },
  ];
  if (document.mayWrite) {
    actions.push(
      { label: t('action.rename'), icon: <RenameRegular />, run: () => setDialog('rename') },
      { label: t('documents.move'), icon: <ArrowMoveRegular />, run: () => setDialog('move') },
      { label: t('documents.replace'), icon: <ArrowSyncRegular />, run: () => void replace() },
    );
    if (document.state === 'failed' || document.state === 'cancelled') {
      const retry = () => void change(() => api.documents.retry(id));
      actions.push({ label: t('documents.readAgain'), icon: <ArrowClockwiseRegular />, run: retry });
    }
    actions.push({
      label: t('action.delete'),
      icon: <DeleteRegular />,
      run: () =>
        void change(() => api.documents.remove(id), {
          done: t('documents.deleted', { title }),
          undo: () => api.documents.restore(id),
        }),
    });
  }
  return (
    <>
      <RowMenu label={label} actions={actions} />
      <FormDialog
        title={t('documents.renameTitle')}
        isOpen={dialog === 'rename'}
        onClose={close}
        submit={t('action.save')}
        fields={[{ name: 'title', label: t('documents.column.title'), initial: title }]}
        onSubmit={(values) =>
          change(() => api.documents.update(id, { title: values.title }), {
            done: t('documents.renamed'),
            undo: () => api.documents.update(id, { title }),
          })
        }
      />
      {dialog === 'move' && <MoveDialog document={document} onClose={close} />}
      {dialog === 'versions' && <Versions document={document} onClose={close} />}
    </>
  );
}

function MoveDialog({ document, onClose }: { document: Document; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('documents', 'spaces');
  const spaces = useQuery({
    queryKey: ['spaces', 'all'],
    queryFn: async () => (await api.spaces.list({ limit: 200 })).items,
  });
  const targets = (spaces.data ?? []).filter(({ id, role }) => role !== 'reader' && id !== document.spaceId);
  if (!spaces.data) return null;
  if (targets.length === 0) {
    return (
      <DialogFrame title={t('documents.move')} isOpen onClose={onClose}>
        <Text>{t('documents.nowhereToMove')}</Text>
        <Button onClick={onClose}>{t('action.close')}</Button>
      </DialogFrame>
    );
  }
  return (
    <FormDialog
      title={t('documents.moveTitle', { title: document.title })}
      text={t('documents.moveText')}
      isOpen
      onClose={onClose}
      submit={t('documents.moveNow')}
      fields={[
        {
          name: 'spaceId',
          label: t('documents.intoSpace'),
          type: 'select',
          initial: targets[0]?.id,
          options: targets.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]}
      onSubmit={({ spaceId }) =>
        change(() => api.documents.update(document.id, { spaceId }), {
          done: t('documents.moved', { title: document.title }),
          undo: () => api.documents.update(document.id, { spaceId: document.spaceId }),
        })
      }
    />
  );
}

function Versions({ document, onClose }: { document: Document; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const query = useQuery({
    queryKey: ['versions', document.id],
    staleTime: 0, // a new one may have come a moment ago
    queryFn: async () => (await api.documents.versions(document.id)).items,
  });
  return (
    <DialogFrame title={t('documents.versionsOf', { title: document.title })} isOpen onClose={onClose}>
      {query.isError && <ProblemView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading />}
      <ol className={styles.list} reversed>
        {query.data?.map((version) => (
          <li key={version.id} className={styles.version}>
            <Text weight="semibold">{t('documents.version', { number: version.number })}</Text>
            {version.isCurrent && <Badge appearance="tint">{t('documents.current')}</Badge>}
            <Text className={styles.quiet}>
              {t(`document.state.${version.state}`)} · {bytesText(version.byteSize, i18n.language)} ·{' '}
              <RelativeTime iso={version.createdAt} />
            </Text>
            <Link href={api.documents.originalUrl(document.id, version.id)}>{t('viewer.download')}</Link>
          </li>
        ))}
      </ol>
      <Button className={styles.end} onClick={onClose}>
        {t('action.close')}
      </Button>
    </DialogFrame>
  );
}
