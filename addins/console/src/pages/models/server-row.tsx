import type { ModelServer, ServerTrial } from '@deskmate/client';
import { ConfirmDialog, FormDialog, ProblemView, reasonText, useApi } from '@deskmate/ui';
import { Badge, Button, Spinner, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleRegular,
  DeleteRegular,
  EditRegular,
  ErrorCircleRegular,
} from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../shell/use-change.js';
import { serverFields, serverOf } from './model-servers.js';

const useStyles = makeStyles({
  address: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
  actions: { display: 'flex', justifyContent: 'end', gap: tokens.spacingHorizontalXS },
  trial: { display: 'flex', alignItems: 'start', gap: tokens.spacingHorizontalS, maxWidth: '48ch' },
  icon: { flexShrink: 0, fontSize: '20px' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
});

/** One server, and what a real call to it said. */
export function ServerRow({ server, isTriedAtOnce }: { server: ModelServer; isTriedAtOnce: boolean }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const { id, baseUrl, model } = server;
  const trial = useMutation({
    mutationFn: (tried: Pick<ModelServer, 'id' | 'baseUrl' | 'model'>) => api.modelServers.try(tried),
  });
  const { mutate } = trial;
  useEffect(() => {
    if (isTriedAtOnce) mutate({ id, baseUrl, model });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for a new server, not after each change of its address
  }, [isTriedAtOnce, mutate]);
  return (
    <tr>
      <td>
        <Text weight="semibold">{id}</Text>
      </td>
      <td className={styles.address}>
        <Text block>{baseUrl}</Text>
        <Text size={200} className={styles.quiet}>
          {model}
        </Text>
      </td>
      <td>{server.concurrent}</td>
      <td aria-live="polite">
        {trial.isPending ? (
          <Spinner size="tiny" label={t('servers.trying')} labelPosition="after" />
        ) : trial.isError ? (
          <ProblemView error={trial.error} />
        ) : trial.data ? (
          <Trial trial={trial.data} />
        ) : server.isDown ? (
          <Badge appearance="tint" color="warning">
            {t('servers.down')}
          </Badge>
        ) : (
          !server.isManaged && <Text className={styles.quiet}>{t('servers.configured')}</Text>
        )}
      </td>
      <td>
        <div className={styles.actions}>
          <Button disabledFocusable={trial.isPending} onClick={() => mutate({ id, baseUrl, model })}>
            {t('servers.try')}
          </Button>
          {server.isManaged && (
            <Managing server={server} onChanged={(changed) => mutate({ ...changed, id })} />
          )}
        </div>
      </td>
    </tr>
  );
}

function Trial({ trial }: { trial: ServerTrial }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const seconds = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'narrow',
    maximumSignificantDigits: 2,
  });
  const { failure, firstTokenMs, totalMs, text, models } = trial;
  return (
    <span className={styles.trial}>
      {failure ? (
        <ErrorCircleRegular aria-hidden className={mergeClasses(styles.icon, styles.bad)} />
      ) : (
        <CheckmarkCircleRegular aria-hidden className={mergeClasses(styles.icon, styles.good)} />
      )}
      <span>
        <Text block>
          {failure
            ? reasonText(failure, t, i18n)
            : t('servers.works', {
                first: seconds.format((firstTokenMs ?? totalMs) / 1000),
                total: seconds.format(totalMs / 1000),
                text: text.trim().slice(0, 80),
              })}
        </Text>
        {failure && models && models.length > 0 && (
          <Text block size={200} className={styles.quiet}>
            {t('servers.offers', { models: models.slice(0, 8).join(', ') })}
          </Text>
        )}
      </span>
    </span>
  );
}

function Managing({
  server,
  onChanged,
}: {
  server: ModelServer;
  onChanged: (changed: Pick<ModelServer, 'baseUrl' | 'model'>) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('model-servers', 'models', 'model-routes');
  const [open, setOpen] = useState<'change' | 'remove'>();
  const close = () => setOpen(undefined);
  const name = server.id;
  const label = (what: string) => `${t(`servers.${what}`)}: ${name}`;
  return (
    <>
      <Button
        appearance="subtle"
        icon={<EditRegular />}
        aria-label={label('change')}
        title={label('change')}
        onClick={() => setOpen('change')}
      />
      <Button
        appearance="subtle"
        icon={<DeleteRegular />}
        aria-label={label('remove')}
        title={label('remove')}
        onClick={() => setOpen('remove')}
      />
      <FormDialog
        title={t('servers.changeTitle', { name })}
        isOpen={open === 'change'}
        onClose={close}
        submit={t('servers.save')}
        fields={serverFields(t, server)}
        onSubmit={async (values) => {
          const changed = serverOf(values);
          await api.modelServers.change(name, changed);
          await change(() => Promise.resolve());
          onChanged({ baseUrl: changed.baseUrl, model: changed.model });
        }}
      />
      <ConfirmDialog
        title={t('servers.removeTitle', { name })}
        text={t('servers.removeText')}
        confirm={t('servers.remove')}
        isOpen={open === 'remove'}
        onClose={close}
        onConfirm={async () => {
          await api.modelServers.remove(name);
          await change(() => Promise.resolve(), { done: t('servers.removed', { name }) });
        }}
      />
    </>
  );
}
