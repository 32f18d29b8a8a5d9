import type { Mode, Models } from '@deskmate/client';
import { useApi, useMay } from '@deskmate/ui';
import {
  Field,
  MessageBar,
  MessageBarBody,
  Radio,
  RadioGroup,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** How questions are answered: as the profile says, or as an owner decided, told what that means. */
export function ModeDecision({ models }: { models: Models }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const mayManage = useMay('model.manage');
  const change = useChange('models');
  const assign = (mode: Mode | null) => () => api.models.assign(mode);
  const isRisky =
    models.decided === 'write' &&
    models.items.some((model) => model.inUse && model.profile?.mayWrite === false);
  return (
    <section className={styles.root} aria-label={t('models.mode')}>
      <Text as="h2" weight="semibold" size={400}>
        {t('models.answersNow', { mode: t(`models.modes.${models.mode}`) })}
      </Text>
      <Text className={styles.quiet}>{t(`models.reason.${models.modeReasonCode}`)}</Text>
      <Field label={t('models.decide')}>
        <RadioGroup
          value={models.decided ?? 'profile'}
          disabled={!mayManage}
          onChange={(_, data) =>
            void change(assign(data.value === 'profile' ? null : (data.value as Mode)), {
              done: t('models.decidedNow'),
              undo: assign(models.decided),
            })
          }
        >
          <Radio value="profile" label={t('models.asProfile')} />
          <Radio value="quote" label={t('models.alwaysQuote')} />
          <Radio value="write" label={t('models.alwaysWrite')} />
        </RadioGroup>
      </Field>
      {isRisky && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{t('models.risk')}</MessageBarBody>
        </MessageBar>
      )}
    </section>
  );
}
