import { type ApiKey, type ApiKeyScope, apiKeyScopes } from '@deskmate/client';
import {
  ConfirmDialog,
  DialogFrame,
  EmptyState,
  FormDialog,
  QueryState,
  RelativeTime,
  useApi,
  useNotify,
} from '@deskmate/ui';
import { Badge, Button, Input, Text, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular, CopyRegular, DeleteRegular, KeyRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { Page } from '../../shell/page.js';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  tags: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  row: { display: 'flex', gap: tokens.spacingHorizontalS },
  input: { flex: '1 1 0', minWidth: 0 },
  end: { alignSelf: 'flex-end' },
});

const DAY_MS = 86_400_000;
const lifetimes = ['30', '90', '365', 'never'] as const;

export function ApiKeysPage() {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('api-keys');
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string>();
  const query = useQuery({ queryKey: ['api-keys'], queryFn: async () => (await api.apiKeys.list()).items });
  const create = (
    <Button appearance="primary" icon={<AddRegular />} onClick={() => setCreating(true)}>
      {t('apiKeys.create')}
    </Button>
  );
  return (
    <Page
      title={t('nav.apiKeys')}
      intro={t('apiKeys.intro', { address: `${location.origin}/v1` })}
      actions={create}
    >
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={
          <EmptyState icon={<KeyRegular />} title={t('apiKeys.none')} text={t('apiKeys.noneText')}>
            {create}
          </EmptyState>
        }
      >
        {(items) => (
          <DataTable
            label={t('nav.apiKeys')}
            columns={[
              t('apiKeys.name'),
              t('apiKeys.scopes'),
              t('apiKeys.person'),
              t('apiKeys.used'),
              t('apiKeys.expires'),
              '',
            ]}
          >
            {items.map((key) => (
              <KeyRow key={key.id} apiKey={key} />
            ))}
          </DataTable>
        )}
      </QueryState>
      <FormDialog
        title={t('apiKeys.create')}
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        submit={t('action.create')}
        fields={[
          { name: 'name', label: t('apiKeys.name'), hint: t('apiKeys.nameHint') },
          {
            name: 'scopes',
            label: t('apiKeys.scopes'),
            type: 'choices',
            initial: 'chat',
            options: apiKeyScopes.map((scope) => ({
              value: scope,
              label: t(`apiKeys.scope.${scope.replace('.', '-')}`),
            })),
          },
          {
            name: 'days',
            label: t('apiKeys.expires'),
            type: 'select',
            initial: '90',
            options: lifetimes.map((value) => ({ value, label: t(`apiKeys.lifetime.${value}`) })),
          },
        ]}
        onSubmit={async ({ name = '', scopes = '', days = '90' }) => {
          const expiresAt =
            days === 'never' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
          const created = await api.apiKeys.create({
            name,
            scopes: scopes.split(',') as ApiKeyScope[],
            expiresAt,
          });
          await change(() => Promise.resolve());
          setSecret(created.secret);
        }}
      />
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const notify = useNotify();
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(() => notify({ text: t('apiKeys.copied') }));
  return (
    <DialogFrame title={t('apiKeys.secretTitle')} isOpen onClose={onClose}>
      <Text>{t('apiKeys.secretText')}</Text>
      <div className={styles.row}>
        <Input readOnly value={secret} className={styles.input} aria-label={t('apiKeys.secret')} />
        <Button appearance="primary" icon={<CopyRegular />} onClick={copy}>
          {t('apiKeys.copy')}
        </Button>
      </div>
      <Button className={styles.end} onClick={onClose}>
        {t('action.close')}
      </Button>
    </DialogFrame>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('api-keys');
  const [isRevoking, setRevoking] = useState(false);
  const { id, name, prefix, scopes, person, lastUsedAt, expiresAt } = apiKey;
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' });
  const never = t('apiKeys.lifetime.never');
  return (
    <tr>
      <td>
        <Text block weight="semibold">
          {name}
        </Text>
        <Text size={200} className={styles.mono}>
          {prefix}…
        </Text>
      </td>
      <td>
        <span className={styles.tags}>
          {scopes.map((scope) => (
            <Badge key={scope} appearance="tint" color="informative">
              {t(`apiKeys.scope.${scope.replace('.', '-')}`)}
            </Badge>
          ))}
        </span>
      </td>
      <td>{person.name}</td>
      <td>{lastUsedAt ? <RelativeTime iso={lastUsedAt} /> : t('apiKeys.neverUsed')}</td>
      <td>{expiresAt ? <time dateTime={expiresAt}>{day.format(new Date(expiresAt))}</time> : never}</td>
      <td>
        <Button
          appearance="subtle"
          icon={<DeleteRegular />}
          aria-label={t('apiKeys.revoke', { name })}
          title={t('apiKeys.revoke', { name })}
          onClick={() => setRevoking(true)}
        />
        <ConfirmDialog
          title={t('apiKeys.revokeTitle', { name })}
          text={t('apiKeys.revokeText')}
          confirm={t('apiKeys.revokeNow')}
          isOpen={isRevoking}
          onClose={() => setRevoking(false)}
          onConfirm={() => change(() => api.apiKeys.remove(id), { done: t('apiKeys.revoked', { name }) })}
        />
      </td>
    </tr>
  );
}
