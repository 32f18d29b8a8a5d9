import type { System } from '@deskmate/client';
import { QueryState, RelativeTime, bytesText, durationText, useApi } from '@deskmate/ui';
import { Badge, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled, ErrorCircleFilled } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { Page } from '../../shell/page.js';
import { Part } from '../../shell/part.js';
import { Figure, Figures } from './figures.js';

const useStyles = makeStyles({
  verdict: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    fontSize: tokens.fontSizeBase500,
  },
  icon: { fontSize: '28px', flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  wrong: { margin: 0, paddingInlineStart: '1.4em' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

const REFRESH_MS = 5000;

/** Is it well, is it used: what runs, what waits, and how full it is. */
export function HealthPage() {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ['system'],
    queryFn: () => api.system.get(),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={t('nav.health')} intro={t('health.intro')}>
      <QueryState query={query} rows={10}>
        {(system) => (
          <>
            <Verdict system={system} />
            <Use use={system.use} />
            <Processes processes={system.processes} />
            <Stores system={system} />
            <Jobs jobs={system.jobs} />
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Verdict({ system }: { system: System }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const wrong = Object.entries(system.checks).filter(([, state]) => state !== 'ok');
  const Icon = system.ready ? CheckmarkCircleFilled : ErrorCircleFilled;
  return (
    <Part title={t('health.well')}>
      <span className={styles.verdict}>
        <Icon aria-hidden className={mergeClasses(styles.icon, system.ready ? styles.good : styles.bad)} />
        {t(system.ready ? 'health.isWell' : 'health.isNotWell')}
      </span>
      {wrong.length > 0 && (
        <ul className={styles.wrong}>
          {wrong.map(([name, state]) => (
            <li key={name}>{`${t(`health.names.${name}`, { defaultValue: name })}: ${state}`}</li>
          ))}
        </ul>
      )}
      <Text className={styles.quiet}>
        {t('health.runs', {
          version: system.version,
          node: system.node,
          time: durationText(system.uptimeS, i18n.language),
        })}
      </Text>
    </Part>
  );
}

function Use({ use }: { use: System['use'] }) {
  const { t } = useTranslation();
  return (
    <Part title={t('health.used')}>
      <Figures>
        <Figure label={t('health.answersToday')} value={use.answersToday} />
        <Figure label={t('health.answersThisWeek')} value={use.answersThisWeek} />
        <Figure
          label={t('health.votes')}
          value={use.votesThisWeek}
          note={t('health.up', { count: use.upThisWeek })}
        />
        <Figure
          label={t('health.documents')}
          value={use.documents}
          note={use.failedDocuments > 0 ? t('health.failed', { count: use.failedDocuments }) : undefined}
        />
        <Figure label={t('health.chunks')} value={use.chunks} />
      </Figures>
    </Part>
  );
}

function Processes({ processes }: { processes: System['processes'] }) {
  const { t, i18n } = useTranslation();
  const colors = { running: 'success', restarting: 'warning', stopped: 'subtle' } as const;
  return (
    <Part title={t('health.processes')}>
      <DataTable
        label={t('health.processes')}
        columns={[
          t('health.name'),
          t('health.state'),
          t('health.memory'),
          t('health.restarts'),
          t('health.started'),
        ]}
      >
        {processes.map((process) => (
          <tr key={process.name}>
            <td>{t(`health.names.${process.name}`, { defaultValue: process.name })}</td>
            <td>
              <Badge appearance="tint" color={colors[process.state]}>
                {t(`health.states.${process.state}`)}
              </Badge>
            </td>
            <td>{process.residentMb === null ? '–' : sizeText(process.residentMb, i18n.language)}</td>
            <td>{process.restarts}</td>
            <td>{process.state === 'running' ? <RelativeTime iso={process.startedAt} /> : '–'}</td>
          </tr>
        ))}
      </DataTable>
    </Part>
  );
}

const sizeText = (mb: number, locale: string): string => bytesText(mb * 1024 * 1024, locale);

function Stores({ system: { database, disk, memory } }: { system: System }) {
  const { t, i18n } = useTranslation();
  const size = (mb: number) => sizeText(mb, i18n.language);
  return (
    <Part title={t('health.stores')}>
      <Figures>
        <Figure
          label={t('health.database')}
          value={size(database.sizeMb)}
          note={`${t(`health.databases.${database.kind}`)}, ${database.version}`}
        />
        <Figure label={t('health.data')} value={size(disk.dataDirMb)} />
        <Figure label={t('health.diskFree')} value={size(disk.freeMb)} />
        <Figure
          label={t('health.memoryFree')}
          value={size(memory.freeMb)}
          note={t('health.of', { total: size(memory.totalMb) })}
        />
      </Figures>
    </Part>
  );
}

function Jobs({ jobs }: { jobs: System['jobs'] }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Part title={t('health.jobs')}>
      {jobs.length === 0 ? (
        <Text className={styles.quiet}>{t('health.noJobs')}</Text>
      ) : (
        <DataTable
          label={t('health.jobs')}
          columns={[t('health.queue'), t('health.state'), t('health.count')]}
        >
          {jobs.map((job) => (
            <tr key={`${job.queue}/${job.state}`}>
              <td>{t(`health.queues.${job.queue}`, { defaultValue: job.queue })}</td>
              <td>{t(`health.jobStates.${job.state}`, { defaultValue: job.state })}</td>
              <td>{job.count}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </Part>
  );
}
