import type { Group } from '@deskmate/client';
import { EmptyState, FormDialog, QueryState, useApi } from '@deskmate/ui';
import { Button, Tag, TagGroup, Text, makeStyles, tokens } from '@fluentui/react-components';
import {
  AddRegular,
  DeleteRegular,
  PeopleRegular,
  PersonAddRegular,
  RenameRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { RowMenu } from '../../shell/row-menu.js';
import { useChange } from '../../shell/use-change.js';
import { ConfirmDialog } from '@deskmate/ui';

const useStyles = makeStyles({
  bar: { display: 'flex' },
  tags: { flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Groups: rights given to a group follow its members. */
export function GroupList() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('groups');
  const [isCreating, setCreating] = useState(false);
  const query = useQuery({ queryKey: ['groups'], queryFn: async () => (await api.groups.list()).items });
  const create = (
    <Button appearance="primary" icon={<AddRegular />} onClick={() => setCreating(true)}>
      {t('groups.create')}
    </Button>
  );
  return (
    <>
      <div className={styles.bar}>{create}</div>
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState icon={<PeopleRegular />} title={t('groups.none')} text={t('groups.noneText')} />}
      >
        {(items) => (
          <DataTable label={t('people.groups')} columns={[t('people.name'), t('groups.members'), '']}>
            {items.map((group) => (
              <GroupRow key={group.id} group={group} />
            ))}
          </DataTable>
        )}
      </QueryState>
      <FormDialog
        title={t('groups.create')}
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        submit={t('action.create')}
        fields={[{ name: 'name', label: t('people.name') }]}
        onSubmit={async ({ name = '' }) => {
          await api.groups.create({ name });
          await change(() => Promise.resolve());
        }}
      />
    </>
  );
}

function GroupRow({ group }: { group: Group }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('groups');
  const [dialog, setDialog] = useState<'add' | 'rename' | 'delete'>();
  const close = () => setDialog(undefined);
  const { id, name, members } = group;
  const removeMember = (personId: string, person: string) =>
    void change(() => api.groups.removeMember(id, personId), {
      done: t('groups.memberRemoved', { person, name }),
      undo: () => api.groups.addMember(id, personId),
    });
  return (
    <tr>
      <td>
        <Text weight="semibold">{name}</Text>
      </td>
      <td>
        {members.length === 0 ? (
          <Text className={styles.quiet}>{t('groups.empty')}</Text>
        ) : (
          <TagGroup
            className={styles.tags}
            aria-label={t('groups.membersOf', { name })}
            onDismiss={(_, { value }) =>
              removeMember(value, members.find((member) => member.id === value)?.name ?? '')
            }
          >
            {members.map((member) => (
              <Tag
                key={member.id}
                value={member.id}
                size="small"
                dismissible
                dismissIcon={{ 'aria-label': t('groups.removeMember', { person: member.name }) }}
              >
                {member.name}
              </Tag>
            ))}
          </TagGroup>
        )}
      </td>
      <td>
        <RowMenu
          label={t('groups.moreAbout', { name })}
          actions={[
            { label: t('groups.addMember'), icon: <PersonAddRegular />, run: () => setDialog('add') },
            { label: t('action.rename'), icon: <RenameRegular />, run: () => setDialog('rename') },
            { label: t('action.delete'), icon: <DeleteRegular />, run: () => setDialog('delete') },
          ]}
        />
        {dialog === 'add' && <AddToGroup group={group} onClose={close} />}
        <FormDialog
          title={t('action.rename')}
          isOpen={dialog === 'rename'}
          onClose={close}
          submit={t('action.save')}
          fields={[{ name: 'name', label: t('people.name'), initial: name }]}
          onSubmit={(values) => change(() => api.groups.update(id, { name: values.name ?? name }))}
        />
        <ConfirmDialog
          title={t('groups.deleteTitle', { name })}
          text={t('groups.deleteText', { count: members.length })}
          confirm={t('action.delete')}
          isOpen={dialog === 'delete'}
          onClose={close}
          onConfirm={() => change(() => api.groups.remove(id), { done: t('groups.deleted', { name }) })}
        />
      </td>
    </tr>
  );
}

function AddToGroup({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('groups');
  const people = useQuery({
    queryKey: ['people'],
    queryFn: async () => (await api.people.list({ limit: 200 })).items,
  });
  if (!people.data) return null;
  const inside = new Set(group.members.map((member) => member.id));
  const others = people.data.filter(({ id, state }) => !inside.has(id) && state !== 'erased');
  return (
    <FormDialog
      title={t('groups.addTo', { name: group.name })}
      isOpen
      onClose={onClose}
      submit={t('members.addNow')}
      fields={[
        {
          name: 'who',
          label: t('groups.members'),
          type: 'choices',
          options: others.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]}
      onSubmit={async ({ who = '' }) => {
        for (const personId of who.split(',')) await api.groups.addMember(group.id, personId);
        await change(() => Promise.resolve());
      }}
    />
  );
}
