import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../states/problem-view.js';
import { type FormField, ShortForm } from './short-form.js';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, justifyContent: 'flex-end' },
});

interface FrameProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

export function DialogFrame({ title, isOpen, onClose, children }: FrameProps) {
  const styles = useStyles();
  return (
    <Dialog open={isOpen} onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>{children}</DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

interface FormDialogProps extends Omit<FrameProps, 'children'> {
  text?: string;
  fields: FormField[];
  submit: string;
  onSubmit: (values: Record<string, string>) => Promise<void>;
}

/** A dialog with a short form; closes by itself once the server has taken it. */
export function FormDialog({ text, fields, submit, onSubmit, ...frame }: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <DialogFrame {...frame}>
      {text && <Text>{text}</Text>}
      <ShortForm
        hasFocus
        fields={fields}
        submit={submit}
        actions={
          <Button size="large" onClick={frame.onClose}>
            {t('action.cancel')}
          </Button>
        }
        onSubmit={async (values) => {
          await onSubmit(values);
          frame.onClose();
        }}
      />
    </DialogFrame>
  );
}

interface ConfirmDialogProps extends Omit<FrameProps, 'children'> {
  /** What will be gone, named. */
  text: string;
  confirm: string;
  onConfirm: () => Promise<unknown>;
}

/** Asks before what cannot be undone, naming the thing. */
export function ConfirmDialog({ text, confirm, onConfirm, ...frame }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const run = () => {
    setState({ busy: true });
    onConfirm().then(
      () => {
        setState({ busy: false });
        frame.onClose();
      },
      (error: unknown) => setState({ busy: false, error }),
    );
  };
  return (
    <DialogFrame {...frame}>
      <Text>{text}</Text>
      {state.error !== undefined && <ProblemView error={state.error} />}
      <div className={styles.actions}>
        <Button onClick={frame.onClose}>{t('action.cancel')}</Button>
        <Button appearance="primary" disabledFocusable={state.busy} onClick={run}>
          {confirm}
        </Button>
      </div>
    </DialogFrame>
  );
}
