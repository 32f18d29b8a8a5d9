import { ProblemView, Progress, useApi } from '@deskmate/ui';
import { Button, Card, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  card: { padding: tokens.spacingHorizontalL, gap: tokens.spacingVerticalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

const UPLOADS = ['sample-uploads'];

/** Offers the sample company once, and shows how far it is while it is read. */
export function SampleCompany({ state }: { state: 'offered' | 'loading' }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const decide = async (load: boolean) => {
    setBusy(true);
    setError(undefined);
    try {
      const { uploadIds } = await api.setup.sampleCompany(load);
      queries.setQueryData(UPLOADS, uploadIds);
      await queries.invalidateQueries({ queryKey: ['setup'] });
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  if (state === 'loading') return <SampleProgress />;
  return (
    <Card className={styles.card}>
      <Text weight="semibold" size={400} as="h3">
        {t('sample.title')}
      </Text>
      <Text>{t('sample.text')}</Text>
      {error !== undefined && <ProblemView error={error} />}
      <div className={styles.actions}>
        <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void decide(true)}>
          {t('sample.load')}
        </Button>
        <Button disabledFocusable={isBusy} onClick={() => void decide(false)}>
          {t('sample.decline')}
        </Button>
      </div>
    </Card>
  );
}

function SampleProgress() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const queries = useQueryClient();
  const ids = queries.getQueryData<string[]>(UPLOADS) ?? [];
  const uploads = useQuery({
    queryKey: ['sample-progress', ids],
    enabled: ids.length > 0,
    refetchInterval: 1000,
    queryFn: () => Promise.all(ids.map((id) => api.uploads.get(id))),
  });
  useEffect(() => {
    const timer = setInterval(() => {
      void queries.invalidateQueries({ queryKey: ['setup'] });
      void queries.invalidateQueries({ queryKey: ['spaces'] });
    }, 2000);
    return () => clearInterval(timer);
  }, [queries]);
  const all = uploads.data ?? [];
  const total = all.reduce((sum, upload) => sum + upload.total, 0);
  const done = all.reduce((sum, upload) => sum + upload.done, 0);
  const progress =
    total > 0 ? all.reduce((sum, upload) => sum + upload.progress * upload.total, 0) / total : undefined;
  const secondsLeft = all.length > 0 ? Math.max(...all.map((upload) => upload.secondsLeft ?? 0)) : null;
  return (
    <Card className={styles.card}>
      <Progress
        label={total > 0 ? t('sample.reading', { done, total }) : t('sample.loading')}
        value={progress}
        secondsLeft={secondsLeft}
      />
      <Text size={200}>{t('sample.meanwhile')}</Text>
    </Card>
  );
}
