import type { FeedbackReason } from '@deskmate/client';
import {
  Button,
  Checkbox,
  Input,
  Textarea,
  ToggleButton,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../states/problem-view.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
  comment: { flex: '1 1 200px', minWidth: 0 },
});

const reasons: FeedbackReason[] = [
  'wrong-fact',
  'not-in-source',
  'too-long',
  'tone',
  'refused',
  'formatting',
  'other',
];

/** Sends, and keeps what was typed when sending fails. */
function useSending(send: () => Promise<unknown>) {
  const [state, setState] = useState<{ sending: boolean; error?: unknown }>({ sending: false });
  const start = () => {
    setState({ sending: true });
    send().catch((error: unknown) => setState({ sending: false, error }));
  };
  return { ...state, start };
}

interface ReasonFormProps {
  onSend: (input: { reason?: FeedbackReason; comment?: string; shareText: boolean }) => Promise<unknown>;
  onClose: () => void;
}

/** After a thumb down: one row of reasons and an optional sentence. The vote itself is kept already. */
export function ReasonForm({ onSend, onClose }: ReasonFormProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [reason, setReason] = useState<FeedbackReason>();
  const [comment, setComment] = useState('');
  const [shareText, setShareText] = useState(false);
  const { sending, error, start } = useSending(() =>
    onSend({ reason, comment: comment.trim() || undefined, shareText }),
  );
  return (
    <form
      className={styles.root}
      aria-label={t('feedback.whatWasWrong')}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <div className={styles.row} role="group" aria-label={t('feedback.whatWasWrong')}>
        {reasons.map((one) => (
          <ToggleButton
            key={one}
            size="small"
            shape="circular"
            checked={reason === one}
            onClick={() => setReason(reason === one ? undefined : one)}
          >
            {t(`feedback.reason.${one}`)}
          </ToggleButton>
        ))}
      </div>
      <div className={styles.row}>
        <Input
          className={styles.comment}
          value={comment}
          maxLength={2000}
          placeholder={t('feedback.comment')}
          aria-label={t('feedback.comment')}
          onChange={(_, data) => setComment(data.value)}
        />
        <Button type="submit" appearance="primary" disabled={sending || (!reason && !comment.trim())}>
          {t('feedback.send')}
        </Button>
        <Button appearance="subtle" onClick={onClose}>
          {t('action.close')}
        </Button>
      </div>
      <ShareText checked={shareText} onChange={setShareText} />
      {error !== undefined && <ProblemView error={error} onRetry={start} />}
    </form>
  );
}

interface CorrectionFormProps {
  text: string;
  onSend: (text: string, shareText: boolean) => Promise<unknown>;
  onClose: () => void;
}

/** The answer as it should have been. */
export function CorrectionForm({ text, onSend, onClose }: CorrectionFormProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [corrected, setCorrected] = useState(text);
  const [shareText, setShareText] = useState(false);
  const { sending, error, start } = useSending(() => onSend(corrected, shareText));
  return (
    <form
      className={styles.root}
      aria-label={t('feedback.correct')}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Textarea
        value={corrected}
        rows={5}
        resize="vertical"
        aria-label={t('feedback.corrected')}
        onChange={(_, data) => setCorrected(data.value)}
      />
      <ShareText checked={shareText} onChange={setShareText} />
      <div className={styles.row}>
        <Button
          type="submit"
          appearance="primary"
          disabled={sending || corrected.trim() === '' || corrected === text}
        >
          {t('feedback.saveCorrection')}
        </Button>
        <Button appearance="subtle" onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </div>
      {error !== undefined && <ProblemView error={error} onRetry={start} />}
    </form>
  );
}

function ShareText({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Checkbox
      checked={checked}
      label={t('feedback.shareText')}
      onChange={(_, data) => onChange(data.checked === true)}
    />
  );
}
