import type { Model, ModelPrecisions as Precisions } from '@deskmate/client';
import { Progress, QueryState, reasonText, useApi, useMay } from '@deskmate/ui';
import { Button, MessageBar, MessageBarBody, Text, makeStyles, tokens } from '@fluentui/react-components';
import { TopSpeedRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../shell/use-change.js';
import { ModelSettingForm } from './model-setting-form.js';
import { PrecisionTable } from './precision-table.js';

const useStyles = makeStyles({
  part: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    paddingTop: tokens.spacingVerticalL,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What each precision of a local model costs, and how the model is set. */
export function ModelPrecisions({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const mayManage = useMay('model.manage');
  const queries = useQueryClient();
  const setting = useQuery({
    queryKey: ['model-setting', model.id],
    queryFn: () => api.models.setting(model.id),
  });
  const precisions = useQuery({
    queryKey: ['precisions', model.id],
    queryFn: () => api.models.precisions(model.id),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'idle' ? 1000 : false),
  });
  const state = precisions.data?.state;
  useEffect(() => {
    if (state === 'idle') void queries.invalidateQueries({ queryKey: ['model-setting', model.id] });
  }, [state, model.id, queries]);
  return (
    <section className={styles.part} aria-label={t('precisions.title')}>
      <div>
        <Text as="h3" block weight="semibold" size={300}>
          {t('precisions.title')}
        </Text>
        <Text className={styles.quiet}>{t('precisions.intro')}</Text>
      </div>
      <QueryState query={setting}>
        {(set) => (
          <>
            <QueryState query={precisions}>
              {({ items, failure }) => (
                <>
                  {items.length > 0 ? (
                    <PrecisionTable items={items} served={set.servedPrecision} />
                  ) : (
                    state === 'idle' && <Text className={styles.quiet}>{t('precisions.none')}</Text>
                  )}
                  {failure && (
                    <MessageBar intent="error" layout="multiline">
                      <MessageBarBody>{reasonText(failure, t, i18n)}</MessageBarBody>
                    </MessageBar>
                  )}
                </>
              )}
            </QueryState>
            {mayManage ? (
              <>
                {precisions.data && <Measuring model={model} precisions={precisions.data} />}
                <ModelSettingForm key={`${set.precision} ${set.contextTokens}`} model={model} setting={set} />
              </>
            ) : (
              <Text>
                {t('precisions.isServed', {
                  precision: set.servedPrecision,
                  tokens: new Intl.NumberFormat(i18n.language).format(set.contextTokens),
                })}
              </Text>
            )}
          </>
        )}
      </QueryState>
    </section>
  );
}

function Measuring({ model, precisions }: { model: Model; precisions: Precisions }) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('precisions');
  const { state, progress, secondsLeft, items } = precisions;
  if (state !== 'idle')
    return (
      <Progress
        label={t(state === 'waiting' ? 'precisions.waiting' : 'precisions.measuring')}
        value={state === 'waiting' ? undefined : progress}
        secondsLeft={secondsLeft}
        onCancel={() =>
          void change(() => api.models.cancelMeasuring(model.id), { done: t('precisions.cancelled') })
        }
      />
    );
  return (
    <div>
      <Button
        icon={<TopSpeedRegular />}
        onClick={() => void change(() => api.models.measurePrecisions(model.id))}
      >
        {t(items.length > 0 ? 'precisions.measureAgain' : 'precisions.measure')}
      </Button>
    </div>
  );
}
