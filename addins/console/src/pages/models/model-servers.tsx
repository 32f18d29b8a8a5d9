import type { ModelServer } from '@deskmate/client';
import { EmptyState, FormDialog, type FormField, QueryState, useApi } from '@deskmate/ui';
import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular, ServerRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { useChange } from '../../shell/use-change.js';
import { ServerRow } from './server-row.js';

const useStyles = makeStyles({
  section: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'end',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
  words: { flex: '1 1 320px', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** OpenAI-compatible servers: add, test, change, remove. A new one is tried at once. */
export function ModelServers() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('model-servers', 'models', 'model-routes');
  const [isAdding, setAdding] = useState(false);
  const [added, setAdded] = useState<string>();
  const query = useQuery({
    queryKey: ['model-servers'],
    queryFn: async () => (await api.modelServers.list()).items,
  });
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <div className={styles.words}>
          <Text as="h2" weight="semibold" size={400}>
            {t('servers.title')}
          </Text>
          <Text className={styles.quiet}>{t('servers.intro')}</Text>
        </div>
        <Button icon={<AddRegular />} onClick={() => setAdding(true)}>
          {t('servers.add')}
        </Button>
      </div>
      <QueryState
        query={query}
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState icon={<ServerRegular />} title={t('servers.none')} text={t('servers.noneText')} />}
      >
        {(items) => (
          <DataTable
            label={t('servers.title')}
            columns={[t('servers.id'), t('servers.address'), t('servers.concurrent'), t('servers.state'), '']}
          >
            {items.map((server) => (
              <ServerRow key={server.id} server={server} isTriedAtOnce={server.id === added} />
            ))}
          </DataTable>
        )}
      </QueryState>
      <FormDialog
        title={t('servers.add')}
        text={t('servers.addText')}
        isOpen={isAdding}
        onClose={() => setAdding(false)}
        submit={t('servers.add')}
        fields={[{ name: 'id', label: t('servers.id'), hint: t('servers.idHint') }, ...serverFields(t)]}
        onSubmit={async ({ id = '', ...values }) => {
          await api.modelServers.add({ id: id.trim(), ...serverOf(values) });
          setAdded(id.trim());
          await change(() => Promise.resolve());
        }}
      />
    </section>
  );
}

/** The fields of a server; those of one that is there start with its values. */
export function serverFields(t: TFunction, server?: ModelServer): FormField[] {
  return [
    {
      name: 'baseUrl',
      label: t('servers.address'),
      hint: t('servers.addressHint'),
      initial: server?.baseUrl,
    },
    { name: 'model', label: t('servers.model'), initial: server?.model },
    {
      name: 'apiKey',
      label: t('servers.key'),
      hint: t(server?.hasKey ? 'servers.keyKept' : 'servers.keyHint'),
      type: 'password',
      isOptional: true,
      autoComplete: 'off',
    },
    { name: 'contextTokens', label: t('servers.context'), initial: String(server?.contextTokens ?? 8192) },
    {
      name: 'concurrent',
      label: t('servers.concurrent'),
      hint: t('servers.concurrentHint'),
      initial: String(server?.concurrent ?? 8),
    },
  ];
}

export function serverOf(values: Record<string, string>) {
  const { baseUrl = '', model = '', apiKey = '', contextTokens, concurrent } = values;
  return {
    baseUrl: baseUrl.trim(),
    model: model.trim(),
    ...(apiKey !== '' && { apiKey }),
    contextTokens: Number(contextTokens),
    concurrent: Number(concurrent),
  };
}
