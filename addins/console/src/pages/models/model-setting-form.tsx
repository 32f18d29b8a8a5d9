import type { Model, ModelSetting, PrecisionChoice } from '@deskmate/client';
import { ProblemView, bytesText, reasonText, useApi, useNotify } from '@deskmate/ui';
import {
  Button,
  Field,
  Input,
  Radio,
  RadioGroup,
  Spinner,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contextMemory } from './context-memory.js';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  fields: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXXL}`,
  },
  precision: { flex: '1 1 320px' },
  context: { flex: '1 1 320px', maxWidth: '480px' },
  input: { width: '160px' },
  apply: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface ModelSettingFormProps {
  model: Model;
  setting: ModelSetting;
}

/** Precision and context of a local model; both are applied together, because the model is started again. */
export function ModelSettingForm({ model, setting }: ModelSettingFormProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const [precision, setPrecision] = useState(setting.precision);
  const [context, setContext] = useState(String(setting.contextTokens));
  const contextTokens = Number(context);
  const apply = useMutation({
    mutationFn: () => api.models.set(model.id, { precision, contextTokens }),
    onSuccess: (set) => {
      queries.setQueryData(['model-setting', model.id], set);
      void queries.invalidateQueries({ queryKey: ['models'] });
      const count = new Intl.NumberFormat(i18n.language).format(set.contextTokens);
      notify({
        text: t('precisions.applied', { name: model.name, precision: set.servedPrecision, tokens: count }),
      });
    },
  });
  const isChanged = precision !== setting.precision || contextTokens !== setting.contextTokens;
  const canApply = isChanged && contextMemory(contextTokens, setting).state === 'fits' && !apply.isPending;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (canApply) apply.mutate();
      }}
    >
      <div className={styles.fields}>
        <Field label={t('precisions.precision')} className={styles.precision}>
          <RadioGroup value={precision} onChange={(_, data) => setPrecision(data.value as PrecisionChoice)}>
            {setting.choices.map(({ precision: choice, served, refusal }) => (
              <Radio
                key={choice}
                value={choice}
                disabled={refusal !== null}
                label={
                  <>
                    {t(`precisions.choices.${choice}`, { served })}
                    {refusal && (
                      <Text block size={200} className={styles.quiet}>
                        {reasonText(refusal, t, i18n)}
                      </Text>
                    )}
                  </>
                }
              />
            ))}
          </RadioGroup>
        </Field>
        <ContextField value={context} setting={setting} onChange={setContext} />
      </div>
      {apply.isError && <ProblemView error={apply.error} />}
      <div className={styles.apply}>
        <Button type="submit" appearance="primary" disabledFocusable={!canApply}>
          {t('precisions.apply')}
        </Button>
        <span aria-live="polite">
          {apply.isPending ? (
            <Spinner size="tiny" label={t('precisions.applying')} labelPosition="after" />
          ) : (
            isChanged && <Text className={styles.quiet}>{t('precisions.applyText')}</Text>
          )}
        </span>
      </div>
    </form>
  );
}

interface ContextFieldProps {
  value: string;
  setting: ModelSetting;
  onChange: (value: string) => void;
}

/** How many tokens, with the memory that they take; what cannot fit is said before it is sent. */
function ContextField({ value, setting, onChange }: ContextFieldProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const { leastContextTokens, mostContextTokens, kvBytesPerToken, kvLimitBytes } = setting;
  const count = (tokens: number) => new Intl.NumberFormat(i18n.language).format(tokens);
  const size = (bytes: number) => bytesText(bytes, i18n.language);
  const memory = contextMemory(Number(value), setting);
  const problem =
    memory.state === 'outside'
      ? t('precisions.outside', { least: count(leastContextTokens), most: count(mostContextTokens) })
      : memory.state === 'too-large'
        ? t('precisions.tooLarge', {
            tokens: count(Number(value)),
            size: size(memory.bytes),
            limit: size(kvLimitBytes),
            fitting: count(memory.fittingTokens),
          })
        : undefined;
  return (
    <Field
      label={t('precisions.context')}
      className={styles.context}
      validationMessage={problem}
      hint={
        <>
          <Text block size={200}>
            {t('precisions.contextHint')}
          </Text>
          {memory.state === 'fits' && (
            <Text block size={200}>
              {t('precisions.takes', { size: size(memory.bytes), perToken: size(kvBytesPerToken) })}{' '}
              {t('precisions.room', { count: memory.atOnce, limit: size(kvLimitBytes) })}
            </Text>
          )}
        </>
      }
    >
      <Input
        type="number"
        className={styles.input}
        min={leastContextTokens}
        max={mostContextTokens}
        step={256}
        value={value}
        onChange={(_, data) => onChange(data.value)}
      />
    </Field>
  );
}
