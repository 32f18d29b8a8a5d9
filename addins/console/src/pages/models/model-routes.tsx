import type { Model, ModelRoute } from '@deskmate/client';
import { QueryState, useApi, useMay } from '@deskmate/ui';
import { Select, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { useChange } from '../../shell/use-change.js';

const useStyles = makeStyles({
  section: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  quiet: { color: tokens.colorNeutralForeground2 },
  select: { minWidth: '180px' },
});

/** Which model does which work, and which one while that is down. */
export function ModelRoutes({ models }: { models: Model[] }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const query = useQuery({
    queryKey: ['model-routes'],
    queryFn: async () => (await api.modelRoutes.list()).items,
  });
  const writers = models.filter(({ task, state }) => task === 'generate' && state !== 'unsupported');
  return (
    <section className={styles.section}>
      <div>
        <Text as="h2" block weight="semibold" size={400}>
          {t('routes.title')}
        </Text>
        <Text className={styles.quiet}>{t('routes.intro')}</Text>
      </div>
      <QueryState query={query}>
        {(routes) => (
          <DataTable
            label={t('routes.title')}
            columns={[t('routes.skill'), t('routes.model'), t('routes.fallback'), t('routes.serving')]}
          >
            {routes.map((route) => (
              <RouteRow key={route.skill} route={route} writers={writers} />
            ))}
          </DataTable>
        )}
      </QueryState>
    </section>
  );
}

function RouteRow({ route, writers }: { route: ModelRoute; writers: Model[] }) {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const change = useChange('model-routes', 'models');
  const { skill, modelId, fallbackId, servingId } = route;
  const work = t(`routes.skills.${skill}`);
  const nameOf = (id: string | null) => writers.find((model) => model.id === id)?.name ?? id;
  /** Choices that follow each other quickly are written in their order. */
  const writing = useRef<Promise<unknown>>(Promise.resolve());
  /** Seen at once: the other choice of the row may follow before the server has answered. */
  const set = (next: Pick<ModelRoute, 'modelId' | 'fallbackId'>) => () => {
    queries.setQueryData<ModelRoute[]>(['model-routes'], (routes) =>
      routes?.map((one) => (one.skill === skill ? { ...one, ...next } : one)),
    );
    const write = () => api.modelRoutes.set(skill, next);
    return (writing.current = writing.current.then(write, write));
  };
  const choose = (next: Pick<ModelRoute, 'modelId' | 'fallbackId'>) => {
    const names = [nameOf(next.modelId) ?? t('routes.standard'), nameOf(next.fallbackId)];
    return change(set(next), {
      done: t('routes.changed', { skill: work, model: names.filter(Boolean).join(' → ') }),
      undo: set({ modelId, fallbackId }),
    });
  };
  return (
    <tr>
      <td>
        <Text weight="semibold">{work}</Text>
      </td>
      <td>
        <Choice
          label={t('routes.modelFor', { skill: work })}
          none={t('routes.standard')}
          writers={writers.filter(({ id }) => id !== fallbackId)}
          value={modelId}
          onChange={(id) => void choose({ modelId: id, fallbackId })}
        />
      </td>
      <td>
        <Choice
          label={t('routes.fallbackFor', { skill: work })}
          none={t('routes.nobody')}
          writers={writers.filter(({ id }) => id !== modelId)}
          value={fallbackId}
          onChange={(id) => void choose({ modelId, fallbackId: id })}
        />
      </td>
      <td>{nameOf(servingId) ?? t('routes.nobody')}</td>
    </tr>
  );
}

interface ChoiceProps {
  label: string;
  /** What no model means. */
  none: string;
  writers: Model[];
  value: string | null;
  onChange: (id: string | null) => void;
}

function Choice({ label, none, writers, value, onChange }: ChoiceProps) {
  const styles = useStyles();
  const mayManage = useMay('model.manage');
  return (
    <Select
      aria-label={label}
      className={styles.select}
      value={value ?? ''}
      disabled={!mayManage}
      onChange={(_, data) => onChange(data.value || null)}
    >
      <option value="">{none}</option>
      {writers.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
