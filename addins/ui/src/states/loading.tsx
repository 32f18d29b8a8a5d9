import { Skeleton, SkeletonItem, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingVerticalM,
  },
});

/** A skeleton that shows only once 300 ms have gone by: what is quick never flickers. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return <div aria-busy="true" />;
  return (
    <Skeleton aria-label={t('state.loading')} className={styles.root}>
      {Array.from({ length: rows }, (_, row) => (
        <SkeletonItem key={row} size={24} />
      ))}
    </Skeleton>
  );
}
