import type { System } from '@deskmate/client';
import { QueryState, bytesText, useApi } from '@deskmate/ui';
import { Badge, Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { Page } from '../../shell/page.js';
import { Part } from '../../shell/part.js';
import { Figure, Figures } from '../health/figures.js';

const useStyles = makeStyles({
  start: { alignSelf: 'start' },
  quiet: { color: tokens.colorNeutralForeground2 },
  steps: {
    margin: 0,
    paddingInlineStart: '1.6em',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    overflowWrap: 'anywhere',
  },
});

const steps = ['image', 'secrets', 'start', 'move'] as const;

/** What runs where, and the file that runs it on a server. */
export function DeployPage() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const query = useQuery({ queryKey: ['system'], queryFn: () => api.system.get(), refetchInterval: 5000 });
  return (
    <Page title={t('nav.deploy')} intro={t('deploy.intro')}>
      <QueryState query={query} rows={6}>
        {(system) => (
          <>
            <Runs system={system} />
            <Part title={t('deploy.compose')}>
              <Text>{t('deploy.composeText')}</Text>
              <Button
                as="a"
                appearance="primary"
                className={styles.start}
                icon={<ArrowDownloadRegular />}
                href={api.system.composeUrl}
                download="compose.yaml"
              >
                {t('deploy.download')}
              </Button>
              <Text as="h3" weight="semibold">
                {t('deploy.steps')}
              </Text>
              <ol className={styles.steps}>
                {steps.map((step) => (
                  <li key={step}>{t(`deploy.step.${step}`)}</li>
                ))}
              </ol>
            </Part>
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Runs({ system }: { system: System }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const size = (mb: number) => bytesText(mb * 1024 * 1024, i18n.language);
  const servers = useServers();
  return (
    <Part title={t('deploy.runs')}>
      <DataTable
        label={t('deploy.runs')}
        columns={[t('deploy.process'), t('deploy.place'), t('deploy.memory')]}
      >
        {system.processes.map((process) => (
          <tr key={process.name}>
            <td>{t(`health.names.${process.name}`, { defaultValue: process.name })}</td>
            <td>{process.pid === null ? t('deploy.notRunning') : t('deploy.here', { pid: process.pid })}</td>
            <td>{process.residentMb === null ? '–' : size(process.residentMb)}</td>
          </tr>
        ))}
        <tr>
          <td>{t('deploy.database')}</td>
          <td>{`${t(`health.databases.${system.database.kind}`)}, ${system.database.version}`}</td>
          <td>–</td>
        </tr>
        {servers.map(({ id, baseUrl, isDown }) => (
          <tr key={id}>
            <td>
              {t('deploy.server')}: {id}
            </td>
            <td>
              {baseUrl}{' '}
              {isDown && (
                <Badge appearance="tint" color="warning">
                  {t('servers.down')}
                </Badge>
              )}
            </td>
            <td>–</td>
          </tr>
        ))}
      </DataTable>
      <Figures>
        <Figure
          label={t('deploy.memoryFree')}
          value={size(system.memory.freeMb)}
          note={t('health.of', { total: size(system.memory.totalMb) })}
        />
        <Figure label={t('deploy.diskFree')} value={size(system.disk.freeMb)} />
      </Figures>
      <Text className={styles.quiet}>
        {t(`deploy.gpu.${system.gpu.code}`, { names: system.gpu.names.join(', ') })}
      </Text>
    </Part>
  );
}

function useServers() {
  const api = useApi();
  return (
    useQuery({ queryKey: ['model-servers'], queryFn: async () => (await api.modelServers.list()).items })
      .data ?? []
  );
}
