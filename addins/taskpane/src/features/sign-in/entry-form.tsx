import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { ProblemView } from '@deskmate/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

export interface EntryField {
  name: string;
  label: string;
  hint?: string;
  type?: 'text' | 'password';
  autoComplete?: string;
  minLength?: number;
  initial?: string;
}

interface EntryFormProps {
  fields: EntryField[];
  submit: string;
  onSubmit: (values: Record<string, string>) => Promise<void>;
}

/** A short form; what was typed stays when the server refuses. */
export function EntryForm({ fields, submit, onSubmit }: EntryFormProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [values, setValues] = useState(() =>
    Object.fromEntries(fields.map((field) => [field.name, field.initial ?? ''])),
  );
  const [state, setState] = useState<{ busy: boolean; error?: unknown; tried: boolean }>({
    busy: false,
    tried: false,
  });
  const wrong = (field: EntryField): string | undefined => {
    const value = values[field.name] ?? '';
    if (value === '') return t('entry.required');
    if (field.minLength && value.length < field.minLength)
      return t('entry.tooShort', { count: field.minLength });
    return undefined;
  };
  const send = async () => {
    if (fields.some(wrong)) return setState({ busy: false, tried: true });
    setState({ busy: true, tried: true });
    await onSubmit(values).then(
      () => setState({ busy: false, tried: false }),
      (error: unknown) => setState({ busy: false, error, tried: true }),
    );
  };
  const onForm = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className={styles.form} onSubmit={onForm} noValidate>
      {fields.map((field, index) => (
        <Field
          key={field.name}
          label={field.label}
          hint={field.hint}
          required
          validationMessage={state.tried ? wrong(field) : undefined}
        >
          <Input
            size="large"
            autoFocus={index === 0}
            type={field.type ?? 'text'}
            autoComplete={field.autoComplete}
            value={values[field.name]}
            onChange={(_, data) => setValues((now) => ({ ...now, [field.name]: data.value }))}
          />
        </Field>
      ))}
      {state.error !== undefined && <ProblemView error={state.error} />}
      <Button type="submit" appearance="primary" size="large" disabledFocusable={state.busy}>
        {submit}
      </Button>
    </form>
  );
}
