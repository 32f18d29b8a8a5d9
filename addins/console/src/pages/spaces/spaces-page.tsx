import type { Space } from '@deskmate/client';
import { EmptyState, FormDialog, QueryState, RelativeTime, useApi, useMay } from '@deskmate/ui';
import { Badge, Button, Switch, Text, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular, ArrowUndoRegular, LibraryRegular, PersonRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  grid: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  card: {
    height: '100%',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, boxShadow: tokens.shadow4 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  name: { flex: '1 1 0', minWidth: 0, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
  foot: { marginTop: 'auto', color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
});

export function SpacesPage() {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const mayCreate = useMay('space.create');
  const { deleted } = useSearch({ from: '/spaces' });
  const [isCreating, setCreating] = useState(false);
  const change = useChange('spaces');
  const query = useQuery({
    queryKey: ['spaces', { deleted }],
    queryFn: async () => (await api.spaces.list({ limit: 200, deleted: deleted ? 'true' : undefined })).items,
  });
  const create = mayCreate && (
    <Button appearance="primary" icon={<AddRegular />} onClick={() => setCreating(true)}>
      {t('spaces.create')}
    </Button>
  );
  return (
    <Page title={t('nav.spaces')} intro={t('spaces.intro')} actions={create}>
      <Switch
        checked={deleted ?? false}
        label={t('spaces.showDeleted')}
        onChange={(_, data) =>
          void navigate({ to: '/spaces', search: { deleted: data.checked || undefined } })
        }
      />
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={
          <EmptyState
            icon={<LibraryRegular />}
            title={t(deleted ? 'spaces.noneDeleted' : 'spaces.none')}
            text={t(deleted ? 'spaces.noneDeletedText' : 'spaces.noneText')}
          >
            {!deleted && create}
          </EmptyState>
        }
      >
        {(items) => <SpaceGrid spaces={items} isDeleted={deleted ?? false} />}
      </QueryState>
      <FormDialog
        title={t('spaces.create')}
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        submit={t('action.create')}
        fields={[
          { name: 'name', label: t('spaces.name') },
          { name: 'description', label: t('spaces.description'), type: 'long', isOptional: true },
        ]}
        onSubmit={async ({ name = '', description = '' }) => {
          const space = await api.spaces.create({ name, description });
          await change(() => Promise.resolve(), { done: t('spaces.created', { name }) });
          await navigate({ to: '/spaces/$spaceId', params: { spaceId: space.id } });
        }}
      />
    </Page>
  );
}

function SpaceGrid({ spaces, isDeleted }: { spaces: Space[]; isDeleted: boolean }) {
  const styles = useStyles();
  return (
    <ul className={styles.grid}>
      {spaces.map((space) => (
        <li key={space.id}>{isDeleted ? <DeletedCard space={space} /> : <Card space={space} />}</li>
      ))}
    </ul>
  );
}

function Card({ space }: { space: Space }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const Icon = space.kind === 'personal' ? PersonRegular : LibraryRegular;
  return (
    <Link to="/spaces/$spaceId" params={{ spaceId: space.id }} className={styles.card}>
      <span className={styles.head}>
        <Icon fontSize={20} aria-hidden />
        <Text weight="semibold" size={400} className={styles.name}>
          {space.name}
        </Text>
        <Badge appearance="tint" color="informative">
          {t(`role.${space.role}`)}
        </Badge>
      </span>
      {(space.description || space.kind === 'personal') && (
        <Text className={styles.quiet}>{space.description || t('spaces.personal')}</Text>
      )}
      <Text size={200} className={styles.foot}>
        {t('spaces.documents', { count: space.documentCount })}
      </Text>
    </Link>
  );
}

function DeletedCard({ space }: { space: Space }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('spaces');
  return (
    <div className={styles.card}>
      <Text weight="semibold" size={400} className={styles.name}>
        {space.name}
      </Text>
      {space.deletedAt && (
        <Text className={styles.quiet}>
          {t('spaces.deletedAt')} <RelativeTime iso={space.deletedAt} />
        </Text>
      )}
      <Button
        icon={<ArrowUndoRegular />}
        onClick={() =>
          void change(() => api.spaces.restore(space.id), {
            done: t('spaces.restored', { name: space.name }),
          })
        }
      >
        {t('action.restore')}
      </Button>
    </div>
  );
}
