import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { WarningRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useReachable } from '../session/connection.js';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorStatusWarningBackground1,
    borderBottom: `1px solid ${tokens.colorStatusWarningBorder1}`,
  },
  icon: { flexShrink: 0, fontSize: '20px', color: tokens.colorStatusWarningForeground3 },
});

/** Says that the server is away, and goes by itself when it is back; what failed meanwhile is loaded again. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const styles = useStyles();
  const reachable = useReachable();
  const queries = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (reachable && wasAway.current) void queries.invalidateQueries();
    wasAway.current = !reachable;
  }, [reachable, queries]);
  if (reachable) return null;
  return (
    <aside aria-label={t('connection.lost')}>
      <div role="alert" className={styles.bar}>
        <WarningRegular aria-hidden className={styles.icon} />
        <Text>
          <Text weight="semibold">{t('connection.lost')}</Text> {t('connection.means')}
        </Text>
      </div>
    </aside>
  );
}
