import type { Space } from '@deskmate/client';
import {
  DocumentViewer,
  DropZone,
  QueryState,
  chooseFiles,
  targetOfDocument,
  useApi,
  useMedia,
} from '@deskmate/ui';
import { Button, Tab, TabList, makeStyles, tokens } from '@fluentui/react-components';
import { DocumentAddRegular, FolderAddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SpaceTab } from '../../routes.js';
import { Page } from '../../shell/page.js';
import { useUploads } from '../../shell/uploads.js';
import { DeletedDocuments } from './deleted-documents.js';
import { DocumentTable } from './document-table.js';
import { Members } from './members.js';
import { SpaceSettings } from './space-settings.js';

const useStyles = makeStyles({
  root: { flex: '1 1 0', minHeight: 0, display: 'flex' },
  list: { flex: '1 1 0', minWidth: 0, display: 'flex', flexDirection: 'column' },
  viewer: { flex: '1 1 0', minWidth: 0, borderLeft: `1px solid ${tokens.colorNeutralStroke2}` },
  over: { position: 'fixed', inset: 0, zIndex: 10, backgroundColor: tokens.colorNeutralBackground1 },
  tabs: { marginInlineStart: '-10px', flexShrink: 0 },
});

export function SpacePage() {
  const api = useApi();
  const { spaceId } = useParams({ from: '/spaces/$spaceId' });
  const query = useQuery({ queryKey: ['spaces', spaceId], queryFn: () => api.spaces.get(spaceId) });
  return <QueryState query={query}>{(space) => <SpaceView key={space.id} space={space} />}</QueryState>;
}

function SpaceView({ space }: { space: Space }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const navigate = useNavigate();
  const uploads = useUploads();
  const { tab = 'documents', open } = useSearch({ from: '/spaces/$spaceId' });
  const isWide = useMedia('(min-width: 1080px)');
  const mayWrite = space.role !== 'reader';
  const add = (files: Parameters<typeof uploads.add>[1]) => void uploads.add(space, files);
  const show = (search: { tab?: SpaceTab; open?: string }) =>
    void navigate({ to: '.', search: (now: object) => ({ ...now, ...search }) });
  const tabs: SpaceTab[] =
    space.kind === 'personal' || space.role !== 'owner'
      ? ['documents', ...(mayWrite ? (['deleted'] as const) : [])]
      : ['documents', 'members', 'deleted', 'settings'];
  const actions = mayWrite && (
    <>
      <Button appearance="primary" icon={<DocumentAddRegular />} onClick={() => void chooseFiles().then(add)}>
        {t('documents.addFiles')}
      </Button>
      <Button icon={<FolderAddRegular />} onClick={() => void chooseFiles({ folder: true }).then(add)}>
        {t('documents.addFolder')}
      </Button>
    </>
  );
  return (
    <div className={styles.root}>
      <div className={styles.list}>
        <Page title={space.name} intro={space.description} actions={actions} isFixed={tab === 'documents'}>
          <TabList
            className={styles.tabs}
            selectedValue={tab}
            onTabSelect={(_, data) =>
              show({ tab: data.value === 'documents' ? undefined : (data.value as SpaceTab) })
            }
          >
            {tabs.map((one) => (
              <Tab key={one} value={one}>
                {t(`spaces.tab.${one}`)}
              </Tab>
            ))}
          </TabList>
          {tab === 'documents' && (
            <DocumentTable space={space} onOpen={(id) => show({ open: id })} onFiles={add} />
          )}
          {tab === 'members' && <Members space={space} />}
          {tab === 'deleted' && <DeletedDocuments space={space} />}
          {tab === 'settings' && <SpaceSettings space={space} />}
        </Page>
      </div>
      {open && (
        <div className={isWide ? styles.viewer : styles.over}>
          <OpenDocument key={open} id={open} isOver={!isWide} onClose={() => show({ open: undefined })} />
        </div>
      )}
      {mayWrite && <DropZone text={t('documents.dropHere', { space: space.name })} onFiles={add} />}
    </div>
  );
}

function OpenDocument({ id, isOver, onClose }: { id: string; isOver: boolean; onClose: () => void }) {
  const api = useApi();
  const query = useQuery({ queryKey: ['documents', id], queryFn: () => api.documents.get(id) });
  return (
    <QueryState query={query}>
      {(document) => <DocumentViewer target={targetOfDocument(document)} isOver={isOver} onClose={onClose} />}
    </QueryState>
  );
}
