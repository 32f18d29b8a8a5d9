import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Shortcut } from './shortcuts.js';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: tokens.spacingVerticalS, margin: 0 },
  key: {
    fontFamily: tokens.fontFamilyMonospace,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusSmall,
    padding: '2px 8px',
    textAlign: 'center',
  },
  label: { margin: 0, paddingInlineStart: tokens.spacingHorizontalM, alignSelf: 'center' },
});

/** Every key that does something now. */
export function ShortcutList({ shortcuts, onClose }: { shortcuts: Shortcut[]; onClose: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle
            action={
              <DialogTrigger action="close">
                <Button appearance="subtle" aria-label={t('action.close')} icon={<DismissRegular />} />
              </DialogTrigger>
            }
          >
            {t('shortcuts.title')}
          </DialogTitle>
          <DialogContent>
            <dl className={styles.list}>
              {[...shortcuts, { key: '?', label: t('shortcuts.list') }].map(({ key, label }) => (
                <Row key={key + label} keyText={key} label={label} />
              ))}
            </dl>
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

const names: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' };

function Row({ keyText, label }: { keyText: string; label: string }) {
  const styles = useStyles();
  const parts = keyText.split('+').map((part) => (part === 'mod' ? 'Ctrl' : (names[part] ?? part)));
  return (
    <>
      <dt className={styles.key}>{parts.join(' + ')}</dt>
      <dd className={styles.label}>{label}</dd>
    </>
  );
}
