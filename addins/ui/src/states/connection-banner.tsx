import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useReachable } from '../session/connection.js';

/** Says that the server is away, and goes by itself when it is back; what failed meanwhile is loaded again. */
export function ConnectionBanner() {
  const { t } = useTranslation();
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
      <MessageBar intent="warning" politeness="assertive" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('connection.lost')}</MessageBarTitle> {t('connection.means')}
        </MessageBarBody>
      </MessageBar>
    </aside>
  );
}
