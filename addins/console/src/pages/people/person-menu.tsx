import type { ListedPerson } from '@deskmate/client';
import { ConfirmDialog, FormDialog, useApi, useSession } from '@deskmate/ui';
import {
  DeleteRegular,
  LinkRegular,
  PersonProhibitedRegular,
  PersonAvailableRegular,
  RenameRegular,
  ShieldPersonRegular,
  SignOutRegular,
} from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RowAction, RowMenu } from '../../shell/row-menu.js';
import { useChange } from '../../shell/use-change.js';
import type { ShownLink } from './link-dialog.js';

interface PersonMenuProps {
  person: ListedPerson;
  onLink: (link: ShownLink) => void;
}

/** What an owner may do with an account. */
export function PersonMenu({ person, onLink }: PersonMenuProps) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('people', 'groups');
  const me = useSession().data?.person.id;
  const [dialog, setDialog] = useState<'rename' | 'erase'>();
  const { id, name, state, role } = person;
  const isMe = id === me;
  const set = (next: 'active' | 'disabled') => () => api.people.update(id, { state: next });
  const disable = () =>
    void change(set('disabled'), { done: t('people.disabled', { name }), undo: set('active') });
  const enable = () =>
    void change(set('active'), { done: t('people.enabled', { name }), undo: set('disabled') });
  const setRole = (next: 'owner' | 'member') => () => api.people.update(id, { role: next });
  const other = role === 'owner' ? 'member' : 'owner';
  const newLink = () =>
    void change(async () => {
      const purpose = state === 'invited' ? 'invitation' : 'password-reset';
      onLink({ ...(await api.people.resetLink(id)), name, purpose });
    });
  const actions: RowAction[] = [
    { label: t('action.rename'), icon: <RenameRegular />, run: () => setDialog('rename') },
    {
      label: t(state === 'invited' ? 'people.newInvitation' : 'people.resetLink'),
      icon: <LinkRegular />,
      run: newLink,
    },
    {
      label: t('people.endSessions'),
      icon: <SignOutRegular />,
      isDisabled: isMe || state !== 'active',
      run: () => void change(() => api.people.endSessions(id), { done: t('people.sessionsEnded', { name }) }),
    },
    {
      label: t(`people.make.${other}`),
      icon: <ShieldPersonRegular />,
      isDisabled: isMe,
      run: () =>
        void change(setRole(other), {
          done: t('people.roleChanged', { name, role: t(`people.roles.${other}`) }),
          undo: role && setRole(role),
        }),
    },
    state === 'disabled'
      ? { label: t('people.enable'), icon: <PersonAvailableRegular />, run: enable }
      : {
          label: t('people.disable'),
          icon: <PersonProhibitedRegular />,
          run: disable,
          isDisabled: isMe || state !== 'active',
        },
    { label: t('people.erase'), icon: <DeleteRegular />, run: () => setDialog('erase'), isDisabled: isMe },
  ];
  return (
    <>
      <RowMenu label={t('people.moreAbout', { name })} actions={actions} />
      <FormDialog
        title={t('action.rename')}
        isOpen={dialog === 'rename'}
        onClose={() => setDialog(undefined)}
        submit={t('action.save')}
        fields={[{ name: 'name', label: t('people.name'), initial: name }]}
        onSubmit={(values) => change(() => api.people.update(id, { name: values.name }))}
      />
      <ConfirmDialog
        title={t('people.eraseTitle', { name })}
        text={t('people.eraseText', { name })}
        confirm={t('people.eraseNow')}
        isOpen={dialog === 'erase'}
        onClose={() => setDialog(undefined)}
        onConfirm={async () => {
          await api.people.remove(id);
          await change(() => Promise.resolve(), { done: t('people.erased', { name }) });
        }}
      />
    </>
  );
}
