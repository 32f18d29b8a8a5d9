import type { Model } from '@deskmate/client';
import { ConfirmDialog, ProblemView, Progress, bytesText, reasonText, useApi, useMay } from '@deskmate/ui';
import {
  Badge,
  Button,
  Link,
  MessageBar,
  MessageBarBody,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowDownloadRegular, DeleteRegular, GaugeRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../shell/use-change.js';
import { ModelPrecisions } from './model-precisions.js';
import { ProfileTable } from './profile-table.js';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  name: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

const colors = {
  missing: 'subtle',
  fetching: 'informative',
  installed: 'informative',
  running: 'success',
  restarting: 'warning',
  failed: 'danger',
  unsupported: 'warning',
} as const;

/** One model: its facts, its state, its profile, and what can be done with it. */
export function ModelCard({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  return (
    <section className={styles.card} aria-label={model.name}>
      <div className={styles.head}>
        <Text as="h2" weight="semibold" size={400} className={styles.name}>
          {model.name}
        </Text>
        <Badge appearance="tint" color={colors[model.state]}>
          {t(`models.states.${model.state}`)}
        </Badge>
        {model.inUse && <Badge appearance="filled">{t('models.inUse')}</Badge>}
      </div>
      <Facts model={model} />
      {model.failure && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{reasonText(model.failure, t, i18n)}</MessageBarBody>
        </MessageBar>
      )}
      {model.state === 'fetching' && <PullProgress id={model.id} />}
      {model.task === 'generate' && model.state !== 'missing' && <Profile model={model} />}
      {isLocalGenerator(model) && <ModelPrecisions model={model} />}
      <Actions model={model} />
    </section>
  );
}

const NOT_HERE = new Set<Model['state']>(['missing', 'fetching', 'unsupported']);

const isLocalGenerator = ({ task, kind, state, bytes, bytesOnDisk }: Model): boolean =>
  task === 'generate' && kind === 'engine' && !NOT_HERE.has(state) && bytesOnDisk > 0 && bytesOnDisk >= bytes;

function Facts({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const count = new Intl.NumberFormat(i18n.language, { notation: 'compact' });
  const facts = [
    t(`models.tasks.${model.task}`),
    model.kind === 'server' ? t('models.onServer') : bytesText(model.bytes, i18n.language),
    model.parameters !== null &&
      t('models.parameters', { count: model.parameters, text: count.format(model.parameters) }),
    t('models.context', { text: count.format(model.contextTokens) }),
    model.languages.includes('*') ? t('models.anyLanguage') : model.languages.join(', '),
  ].filter(Boolean);
  return (
    <Text className={styles.quiet}>
      {facts.join(' · ')}
      {model.licence && ' · '}
      {model.licence &&
        (model.licenceUrl ? (
          <Link inline href={model.licenceUrl} target="_blank" rel="noopener noreferrer">
            {model.licence}
          </Link>
        ) : (
          model.licence
        ))}
    </Text>
  );
}

function PullProgress({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ['pull', id],
    queryFn: () => api.models.pullState(id),
    refetchInterval: 1000,
  });
  if (query.isError) return <ProblemView error={query.error} />;
  const pull = query.data;
  const size = (bytes: number) => bytesText(bytes, i18n.language);
  return (
    <Progress
      label={
        pull && pull.totalBytes > 0
          ? t('models.fetched', {
              received: size(pull.receivedBytes),
              total: size(pull.totalBytes),
              rate: size(pull.bytesPerS),
            })
          : t('models.states.fetching')
      }
      value={pull && pull.totalBytes > 0 ? pull.receivedBytes / pull.totalBytes : undefined}
      secondsLeft={pull?.secondsLeft}
    />
  );
}

function Profile({ model }: { model: Model }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const mayManage = useMay('model.manage');
  const queries = useQueryClient();
  const change = useChange('models', 'profile');
  const query = useQuery({
    queryKey: ['profile', model.id],
    queryFn: () => api.models.profile(model.id),
    refetchInterval: ({ state }) => (state.data?.state === 'measuring' ? 3000 : false),
  });
  const state = query.data?.state;
  useEffect(() => {
    if (state === 'measured') void queries.invalidateQueries({ queryKey: ['models'] });
  }, [state, queries]);
  const profile = query.data?.profile ?? model.profile;
  return (
    <>
      {profile ? (
        <ProfileTable profile={profile} />
      ) : (
        <Text className={styles.quiet}>{t('models.notMeasured')}</Text>
      )}
      {state === 'measuring' && <Progress label={t('models.measuring')} />}
      {mayManage && (
        <div className={styles.actions}>
          <Button
            icon={<GaugeRegular />}
            disabledFocusable={state === 'measuring'}
            onClick={() => void change(() => api.models.measure(model.id))}
          >
            {t(profile ? 'models.measureAgain' : 'models.measure')}
          </Button>
        </div>
      )}
    </>
  );
}

function Actions({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const mayManage = useMay('model.manage');
  const change = useChange('models');
  const [isRemoving, setRemoving] = useState(false);
  if (!mayManage || model.kind === 'server') return null;
  const canFetch = model.state === 'missing' || model.state === 'failed';
  const canRemove = !model.inUse && model.bytesOnDisk > 0 && model.state !== 'fetching';
  if (!canFetch && !canRemove) return null;
  const size = bytesText(model.bytes, i18n.language);
  return (
    <div className={styles.actions}>
      {canFetch && (
        <Button icon={<ArrowDownloadRegular />} onClick={() => void change(() => api.models.pull(model.id))}>
          {t('models.fetch', { size })}
        </Button>
      )}
      {canRemove && (
        <Button icon={<DeleteRegular />} onClick={() => setRemoving(true)}>
          {t('models.remove')}
        </Button>
      )}
      <ConfirmDialog
        title={t('models.removeTitle', { name: model.name })}
        text={t('models.removeText', { size })}
        confirm={t('models.remove')}
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        onConfirm={() =>
          change(() => api.models.remove(model.id), { done: t('models.removed', { name: model.name }) })
        }
      />
    </div>
  );
}
