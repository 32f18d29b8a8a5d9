import type { Answer, Citation, Feedback, FeedbackInput } from '@deskmate/client';
import {
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  ToggleButton,
  Toolbar,
  ToolbarButton,
  Tooltip,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  CopyRegular,
  EditRegular,
  ShareRegular,
  ThumbDislikeFilled,
  ThumbDislikeRegular,
  ThumbLikeFilled,
  ThumbLikeRegular,
} from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../foundation/notify.js';
import { answerAsText } from './made-line.js';
import { CorrectionForm, ReasonForm } from './feedback-forms.js';
import { placeText } from './place.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  bar: { padding: 0, flexWrap: 'wrap', gap: '2px' },
  button: {
    minWidth: '32px',
    minHeight: '32px',
    '@media (pointer: coarse)': { minWidth: '40px', minHeight: '40px' },
  },
});

interface FeedbackButtonsProps {
  answer: Answer;
  /** Keeps a vote, reason, comment or correction; rejects with an ApiProblem. */
  onFeedback: (input: FeedbackInput) => Promise<Feedback | void>;
  onRegenerate?: () => void;
  /** Address that opens a citation for whoever may read it. */
  linkOf: (citation: Citation) => string;
}

/** Thumbs with reasons, Correct, Copy, Regenerate, Share: one row, no dialog. */
export function FeedbackButtons({ answer, onFeedback, onRegenerate, linkOf }: FeedbackButtonsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const notify = useNotify();
  const [form, setForm] = useState<'reasons' | 'correction'>();
  const vote = answer.feedback?.kind;
  const close = () => setForm(undefined);

  const give = async (input: FeedbackInput, thanks = true) => {
    await onFeedback(input);
    if (thanks) notify({ text: t('feedback.thanks') });
  };
  const toggle = (kind: 'up' | 'down') => {
    const undo = vote === kind;
    setForm(!undo && kind === 'down' ? 'reasons' : undefined);
    void give({ kind: undo ? 'clear' : kind }, !undo && kind === 'up');
  };
  const copy = (withLinks: boolean) => {
    const source = (citation: Citation) =>
      [`${citation.title}, ${placeText(citation.anchor, t)}`, withLinks && linkOf(citation)]
        .filter(Boolean)
        .join(' – ');
    void navigator.clipboard
      .writeText(answerAsText(answer, source))
      .then(() => notify({ text: t(withLinks ? 'feedback.sharedCopied' : 'feedback.copied') }));
    void onFeedback({ kind: 'copy' });
  };

  return (
    <div className={styles.root}>
      <Toolbar aria-label={t('feedback.toolbar')} className={styles.bar} size="small">
        <Thumb kind="up" isOn={vote === 'up'} onClick={() => toggle('up')} />
        <Thumb kind="down" isOn={vote === 'down'} onClick={() => toggle('down')} />
        <IconButton
          label={t('feedback.correct')}
          icon={<EditRegular />}
          onClick={() => setForm('correction')}
        />
        <IconButton label={t('feedback.copy')} icon={<CopyRegular />} onClick={() => copy(false)} />
        {onRegenerate && (
          <IconButton
            label={t('feedback.regenerate')}
            icon={<ArrowClockwiseRegular />}
            onClick={onRegenerate}
          />
        )}
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <ToolbarButton
              className={styles.button}
              aria-label={t('feedback.share')}
              title={t('feedback.share')}
              icon={<ShareRegular />}
            />
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItem onClick={() => copy(true)}>{t('feedback.shareWithLinks')}</MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      </Toolbar>
      {form === 'reasons' && (
        <ReasonForm onSend={(input) => give({ kind: 'down', ...input }).then(close)} onClose={close} />
      )}
      {form === 'correction' && (
        <CorrectionForm
          text={answer.blocks.map((block) => block.text).join('\n')}
          onSend={(text, shareText) => give({ kind: 'edit', text, shareText }).then(close)}
          onClose={close}
        />
      )}
    </div>
  );
}

function Thumb({ kind, isOn, onClick }: { kind: 'up' | 'down'; isOn: boolean; onClick: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [On, Off] =
    kind === 'up' ? [ThumbLikeFilled, ThumbLikeRegular] : [ThumbDislikeFilled, ThumbDislikeRegular];
  const label = t(kind === 'up' ? 'feedback.up' : 'feedback.down');
  return (
    <Tooltip content={label} relationship="label">
      <ToggleButton
        size="small"
        appearance="subtle"
        className={styles.button}
        checked={isOn}
        icon={isOn ? <On /> : <Off />}
        onClick={onClick}
      />
    </Tooltip>
  );
}

function IconButton({
  label,
  icon,
  onClick,
}: {
  label: string;
  icon: React.JSX.Element;
  onClick: () => void;
}) {
  const styles = useStyles();
  return (
    <Tooltip content={label} relationship="label">
      <ToolbarButton className={styles.button} icon={icon} onClick={onClick} />
    </Tooltip>
  );
}
