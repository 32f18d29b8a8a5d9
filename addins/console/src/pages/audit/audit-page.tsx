import type { AuditEvent, AuditVerification } from '@deskmate/client';
import { EmptyState, Loading, ProblemView, RelativeTime, useApi } from '@deskmate/ui';
import {
  Button,
  MessageBar,
  MessageBarBody,
  SearchBox,
  Text,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { Page } from '../../shell/page.js';

const useStyles = makeStyles({
  search: { width: 'min(320px, 100%)' },
  mono: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  whole: { whiteSpace: 'nowrap' },
  more: { alignSelf: 'flex-start' },
});

/** Who did what, newest first, in a chain that shows when somebody changed it. */
export function AuditPage() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const { action } = useSearch({ from: '/audit' });
  const verification = useMutation({ mutationFn: () => api.audit.verify() });
  const query = useInfiniteQuery({
    queryKey: ['audit', action],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => api.audit.list({ action, cursor: pageParam, limit: 100 }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
  const events = query.data?.pages.flatMap((page) => page.items);
  const verify = (
    <Button
      icon={<ShieldCheckmarkRegular />}
      disabledFocusable={verification.isPending}
      onClick={() => verification.mutate()}
    >
      {t('audit.verify')}
    </Button>
  );
  return (
    <Page title={t('nav.audit')} intro={t('audit.intro')} actions={verify}>
      {verification.isError && (
        <ProblemView error={verification.error} onRetry={() => verification.mutate()} />
      )}
      {verification.data && <Verdict verification={verification.data} />}
      <ActionFilter action={action} />
      {query.isError && <ProblemView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <Loading rows={10} />}
      {events?.length === 0 && (
        <EmptyState icon={<ShieldCheckmarkRegular />} title={t('audit.none')} text={t('audit.noneText')} />
      )}
      {events && events.length > 0 && (
        <DataTable
          label={t('nav.audit')}
          columns={[
            t('audit.number'),
            t('audit.when'),
            t('audit.who'),
            t('audit.action'),
            t('audit.object'),
            t('audit.detail'),
          ]}
        >
          {events.map((event) => (
            <EventRow key={event.seq} event={event} />
          ))}
        </DataTable>
      )}
      {query.hasNextPage && (
        <Button className={styles.more} onClick={() => void query.fetchNextPage()}>
          {t('audit.older')}
        </Button>
      )}
    </Page>
  );
}

function Verdict({ verification }: { verification: AuditVerification }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { valid, events, firstBroken, head } = verification;
  return (
    <MessageBar intent={valid ? 'success' : 'error'} layout="multiline">
      <MessageBarBody>
        {valid ? t('audit.valid', { count: events }) : t('audit.broken', { seq: firstBroken })}{' '}
        <span className={styles.mono}>{head}</span>
      </MessageBarBody>
    </MessageBar>
  );
}

function ActionFilter({ action }: { action: string | undefined }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(action ?? '');
  useEffect(() => {
    const timer = setTimeout(() => {
      const next = typed.trim() || undefined;
      if (next !== action) void navigate({ to: '/audit', search: { action: next }, replace: true });
    }, 250);
    return () => clearTimeout(timer);
  }, [typed, action, navigate]);
  return (
    <SearchBox
      className={styles.search}
      value={typed}
      placeholder={t('audit.filter')}
      aria-label={t('audit.filter')}
      dismiss={{ 'aria-label': t('documents.clearSearch') }}
      onChange={(_, data) => setTyped(data.value)}
    />
  );
}

function EventRow({ event }: { event: AuditEvent }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const who = event.actor ? event.actor.name || t('audit.erased') : t('audit.system');
  const detail = Object.entries(event.detail)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return (
    <tr>
      <td>{new Intl.NumberFormat(i18n.language).format(BigInt(event.seq))}</td>
      <td>
        <RelativeTime iso={event.at} />
      </td>
      <td>{who}</td>
      <td>
        <Text block>{t(`audit.actions.${event.action}`, { defaultValue: event.action })}</Text>
        <Text className={mergeClasses(styles.mono, styles.quiet, styles.whole)}>{event.action}</Text>
      </td>
      <td>
        <Text className={styles.mono}>{event.objectId ?? '–'}</Text>
      </td>
      <td>
        <Text className={styles.mono}>{detail}</Text>
      </td>
    </tr>
  );
}
