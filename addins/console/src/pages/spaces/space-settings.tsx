import type { Space } from '@deskmate/client';
import { ShortForm, useApi } from '@deskmate/ui';
import { Button, Switch, Text, makeStyles, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXL, maxWidth: '560px' },
  part: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** Name, training consent, and deleting the space. */
export function SpaceSettings({ space }: { space: Space }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const navigate = useNavigate();
  const change = useChange('spaces');
  const { id, name, description } = space;
  const remove = async () => {
    await change(() => api.spaces.remove(id), {
      done: t('spaces.deleted', { name }),
      undo: () => api.spaces.restore(id),
    });
    await navigate({ to: '/spaces' });
  };
  return (
    <div className={styles.root}>
      <ShortForm
        submit={t('action.save')}
        fields={[
          { name: 'name', label: t('spaces.name'), initial: name },
          {
            name: 'description',
            label: t('spaces.description'),
            type: 'long',
            initial: description,
            isOptional: true,
          },
        ]}
        onSubmit={(values) =>
          change(() => api.spaces.update(id, values), {
            done: t('spaces.saved'),
            undo: () => api.spaces.update(id, { name, description }),
          })
        }
      />
      <div className={styles.part}>
        <Switch
          checked={space.trainingConsent}
          label={t('spaces.training')}
          onChange={(_, data) => void change(() => api.spaces.update(id, { trainingConsent: data.checked }))}
        />
        <Text className={styles.quiet}>{t('spaces.trainingText')}</Text>
      </div>
      <div className={styles.part}>
        <Button icon={<DeleteRegular />} onClick={() => void remove()}>
          {t('spaces.delete')}
        </Button>
        <Text className={styles.quiet}>{t('spaces.deleteText')}</Text>
      </div>
    </div>
  );
}
