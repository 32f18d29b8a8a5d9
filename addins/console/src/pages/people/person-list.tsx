import type { ListedPerson } from '@deskmate/client';
import { EmptyState, FormDialog, QueryState, RelativeTime, useApi } from '@deskmate/ui';
import { Avatar, Badge, Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { PeopleRegular, PersonAddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { useChange } from '../../shell/use-change.js';
import { LinkDialog, type ShownLink } from './link-dialog.js';
import { PersonMenu } from './person-menu.js';

const useStyles = makeStyles({
  bar: { display: 'flex' },
  who: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS, minWidth: '180px' },
  names: { display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

const colors = { active: 'success', invited: 'informative', disabled: 'warning', erased: 'subtle' } as const;

/** Everyone with an account. */
export function PersonList() {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('people');
  const [isInviting, setInviting] = useState(false);
  const [link, setLink] = useState<ShownLink>();
  const query = useQuery({
    queryKey: ['people'],
    queryFn: async () => (await api.people.list({ limit: 200 })).items,
  });
  return (
    <>
      <div className={styles.bar}>
        <Button appearance="primary" icon={<PersonAddRegular />} onClick={() => setInviting(true)}>
          {t('people.invite')}
        </Button>
      </div>
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState icon={<PeopleRegular />} title={t('people.none')} text={t('people.noneText')} />}
      >
        {(items) => (
          <DataTable
            label={t('people.people')}
            columns={[t('people.name'), t('people.role'), t('people.state'), t('people.since'), '']}
          >
            {items.map((person) => (
              <PersonRow key={person.id} person={person} onLink={setLink} />
            ))}
          </DataTable>
        )}
      </QueryState>
      <FormDialog
        title={t('people.invite')}
        text={t('people.inviteText')}
        isOpen={isInviting}
        onClose={() => setInviting(false)}
        submit={t('people.inviteNow')}
        fields={[
          { name: 'name', label: t('people.name') },
          { name: 'login', label: t('people.login'), hint: t('people.loginHint') },
          {
            name: 'role',
            label: t('people.role'),
            type: 'select',
            initial: 'member',
            options: (['member', 'owner'] as const).map((value) => ({
              value,
              label: t(`people.roles.${value}`),
            })),
          },
          {
            name: 'locale',
            label: t('menu.language'),
            type: 'select',
            initial: i18n.language,
            options: [
              { value: 'en', label: 'English' },
              { value: 'zh', label: '中文' },
            ],
          },
        ]}
        onSubmit={async ({ name = '', login = '', role, locale }) => {
          const invited = await api.people.invite({
            name,
            login,
            role: role === 'owner' ? 'owner' : 'member',
            locale: locale === 'zh' ? 'zh' : 'en',
          });
          await change(() => Promise.resolve());
          setLink({ ...invited, name, purpose: 'invitation' });
        }}
      />
      {link && <LinkDialog link={link} onClose={() => setLink(undefined)} />}
    </>
  );
}

function PersonRow({ person, onLink }: { person: ListedPerson; onLink: (link: ShownLink) => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <tr>
      <td>
        <span className={styles.who}>
          <Avatar name={person.name} size={32} color="colorful" aria-hidden />
          <span className={styles.names}>
            <Text>{person.name}</Text>
            <Text size={200} className={styles.quiet}>
              {person.login}
            </Text>
          </span>
        </span>
      </td>
      <td>{person.role && t(`people.roles.${person.role}`)}</td>
      <td>
        <Badge appearance="tint" color={colors[person.state]}>
          {t(`people.states.${person.state}`)}
        </Badge>
      </td>
      <td>{person.createdAt && <RelativeTime iso={person.createdAt} />}</td>
      <td>
        <PersonMenu person={person} onLink={onLink} />
      </td>
    </tr>
  );
}
