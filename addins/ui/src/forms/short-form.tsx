import {
  Button,
  Checkbox,
  Field,
  Input,
  Select,
  Textarea,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../states/problem-view.js';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, justifyContent: 'flex-end' },
  wide: { '& > button': { flexGrow: 1 } },
});

export interface FormField {
  name: string;
  label: string;
  hint?: string;
  /** `choices`: several of `options`, in the value with commas between. */
  type?: 'text' | 'password' | 'long' | 'select' | 'choices';
  options?: { value: string; label: string }[];
  autoComplete?: string;
  minLength?: number;
  initial?: string;
  isOptional?: boolean;
}

interface ShortFormProps {
  fields: FormField[];
  submit: string;
  onSubmit: (values: Record<string, string>) => Promise<void>;
  /** More buttons beside the one that sends. */
  actions?: ReactNode;
  isWide?: boolean;
  /** The form is what the person came for: its first field has the focus. */
  hasFocus?: boolean;
}

/** A short form; what was typed stays when the server refuses. */
export function ShortForm({ fields, submit, onSubmit, actions, isWide, hasFocus }: ShortFormProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [values, setValues] = useState(() =>
    Object.fromEntries(fields.map((field) => [field.name, field.initial ?? ''])),
  );
  const [state, setState] = useState<{ busy: boolean; error?: unknown; tried: boolean }>({
    busy: false,
    tried: false,
  });
  const wrong = (field: FormField): string | undefined => {
    const value = (values[field.name] ?? '').trim();
    if (value === '') return field.isOptional ? undefined : t('form.required');
    if (field.minLength && value.length < field.minLength)
      return t('form.tooShort', { count: field.minLength });
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
          required={!field.isOptional}
          validationMessage={state.tried ? wrong(field) : undefined}
        >
          <Control
            field={field}
            isFocused={hasFocus === true && index === 0}
            value={values[field.name] ?? ''}
            onChange={(value) => setValues((now) => ({ ...now, [field.name]: value }))}
          />
        </Field>
      ))}
      {state.error !== undefined && <ProblemView error={state.error} />}
      <div className={isWide ? `${styles.actions} ${styles.wide}` : styles.actions}>
        {actions}
        <Button type="submit" appearance="primary" size="large" disabledFocusable={state.busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

interface ControlProps {
  field: FormField;
  isFocused: boolean;
  value: string;
  onChange: (value: string) => void;
}

function Control({ field, isFocused, value, onChange, ...fromField }: ControlProps) {
  switch (field.type) {
    case 'long':
      return <Textarea {...fromField} value={value} rows={3} onChange={(_, data) => onChange(data.value)} />;
    case 'select':
      return (
        <Select {...fromField} value={value} onChange={(_, data) => onChange(data.value)}>
          {field.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      );
    case 'choices':
      return <Choices field={field} value={value} onChange={onChange} />;
    default:
      return (
        <Input
          {...fromField}
          size="large"
          autoFocus={isFocused}
          type={field.type ?? 'text'}
          autoComplete={field.autoComplete ?? 'off'}
          value={value}
          onChange={(_, data) => onChange(data.value)}
        />
      );
  }
}

function Choices({ field, value, onChange }: Omit<ControlProps, 'isFocused'>) {
  const chosen = value.split(',').filter(Boolean);
  const toggle = (one: string, isOn: boolean) =>
    onChange([...chosen.filter((other) => other !== one), ...(isOn ? [one] : [])].join(','));
  return (
    <div role="group" aria-label={field.label}>
      {field.options?.map((option) => (
        <div key={option.value}>
          <Checkbox
            label={option.label}
            checked={chosen.includes(option.value)}
            onChange={(_, data) => toggle(option.value, data.checked === true)}
          />
        </div>
      ))}
    </div>
  );
}
