import type { Grant, Space, SpaceRole } from '@deskmate/client';
import { EmptyState, FormDialog, QueryState, useApi } from '@deskmate/ui';
import { Button, Select, Text, makeStyles, tokens } from '@fluentui/react-components';
import {
  DeleteRegular,
  GlobePersonRegular,
  PeopleRegular,
  PersonAddRegular,
  PersonRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  who: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  bar: { display: 'flex' },
});

const roles: SpaceRole[] = ['reader', 'editor', 'owner'];

/** Who may read, add to or own this space. A change holds at once. */
export function Members({ space }: { space: Space }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const [isAdding, setAdding] = useState(false);
  const query = useQuery({
    queryKey: ['grants', space.id],
    queryFn: async () => (await api.spaces.grants(space.id)).items,
  });
  return (
    <>
      <div className={styles.bar}>
        <Button icon={<PersonAddRegular />} onClick={() => setAdding(true)}>
          {t('members.add')}
        </Button>
      </div>
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState icon={<PeopleRegular />} title={t('members.none')} text={t('members.noneText')} />}
      >
        {(items) => (
          <DataTable label={t('spaces.tab.members')} columns={[t('members.who'), t('members.role'), '']}>
            {items.map((grant) => (
              <GrantRow key={grant.id} grant={grant} />
            ))}
          </DataTable>
        )}
      </QueryState>
      {isAdding && <AddMember space={space} onClose={() => setAdding(false)} />}
    </>
  );
}

const targetOf = ({ person, group }: Grant) =>
  person ? { personId: person.id } : group ? { groupId: group.id } : { everyone: true as const };

function GrantRow({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('grants', 'spaces');
  const name = grant.person?.name ?? grant.group?.name ?? t('members.everyone');
  const Icon = grant.person ? PersonRegular : grant.group ? PeopleRegular : GlobePersonRegular;
  const give = (role: SpaceRole) => api.spaces.grant(grant.spaceId, { ...targetOf(grant), role });
  return (
    <tr>
      <td>
        <span className={styles.who}>
          <Icon fontSize={20} aria-hidden />
          <Text>{name}</Text>
        </span>
      </td>
      <td>
        <Select
          value={grant.role}
          aria-label={t('members.roleOf', { name })}
          onChange={(_, data) =>
            void change(() => give(data.value as SpaceRole), {
              done: t('members.changed', { name, role: t(`role.${data.value}`) }),
              undo: () => give(grant.role),
            })
          }
        >
          {roles
            .filter((role) => !(grant.everyone && role === 'owner'))
            .map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
        </Select>
      </td>
      <td>
        <Button
          appearance="subtle"
          icon={<DeleteRegular />}
          aria-label={t('members.remove', { name })}
          title={t('members.remove', { name })}
          onClick={() =>
            void change(() => api.spaces.revoke(grant.spaceId, grant.id), {
              done: t('members.removed', { name }),
              undo: () => give(grant.role),
            })
          }
        />
      </td>
    </tr>
  );
}

function AddMember({ space, onClose }: { space: Space; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('grants', 'spaces');
  const choices = useQuery({
    queryKey: ['member-choices'],
    queryFn: async () => {
      const [people, groups] = await Promise.all([api.people.list({ limit: 200 }), api.groups.list()]);
      return [
        { value: 'everyone:', label: t('members.everyone') },
        ...groups.items.map(({ id, name }) => ({
          value: `group:${id}`,
          label: t('members.group', { name }),
        })),
        ...people.items
          .filter(({ state }) => state === 'active' || state === 'invited')
          .map(({ id, name }) => ({ value: `person:${id}`, label: name })),
      ];
    },
  });
  if (!choices.data) return null;
  return (
    <FormDialog
      title={t('members.add')}
      isOpen
      onClose={onClose}
      submit={t('members.addNow')}
      fields={[
        {
          name: 'who',
          label: t('members.who'),
          type: 'select',
          options: choices.data,
          initial: choices.data[0]?.value,
        },
        {
          name: 'role',
          label: t('members.role'),
          type: 'select',
          initial: 'reader',
          options: roles.map((role) => ({ value: role, label: t(`role.${role}`) })),
        },
      ]}
      onSubmit={async ({ who = '', role }) => {
        const [kind, id = ''] = who.split(':');
        const target =
          kind === 'person'
            ? { personId: id }
            : kind === 'group'
              ? { groupId: id }
              : { everyone: true as const };
        await api.spaces.grant(space.id, { ...target, role: role as SpaceRole });
        await change(() => Promise.resolve());
      }}
    />
  );
}
