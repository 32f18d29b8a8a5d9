import type { Models } from '@deskmate/client';
import { EmptyState, QueryState, useApi, useMay } from '@deskmate/ui';
import { makeStyles, tokens } from '@fluentui/react-components';
import { BotRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';
import { ModeDecision } from './mode-decision.js';
import { ModelCard } from './model-card.js';
import { ModelRoutes } from './model-routes.js';
import { ModelServers } from './model-servers.js';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

const BUSY = new Set(['fetching', 'restarting']);

/** The models of this installation: what is there, what each was measured to be capable of, and the mode. */
export function ModelsPage() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const mayManage = useMay('model.manage');
  const query = useQuery<Models>({
    queryKey: ['models'],
    queryFn: () => api.models.list(),
    refetchInterval: ({ state }) => (state.data?.items.some((model) => BUSY.has(model.state)) ? 1500 : false),
  });
  return (
    <Page title={t('nav.models')} intro={t('models.intro')}>
      <QueryState
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState icon={<BotRegular />} title={t('models.none')} text={t('models.noneText')} />}
      >
        {(models) => (
          <>
            <ModeDecision models={models} />
            <div className={styles.list}>
              {[...models.items]
                .sort((a, b) => Number(b.inUse) - Number(a.inUse))
                .map((model) => (
                  <ModelCard key={model.id} model={model} />
                ))}
            </div>
            {mayManage && <ModelServers />}
            <ModelRoutes models={models.items} />
          </>
        )}
      </QueryState>
    </Page>
  );
}
