import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { SendFilled, StopFilled } from '@fluentui/react-icons';
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';

const MAX_LINES = 6;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalS,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow4,
    ':focus-within': {
      border: `1px solid ${tokens.colorCompoundBrandStroke}`,
      boxShadow: `0 0 0 1px ${tokens.colorCompoundBrandStroke}`,
      '@media (forced-colors: active)': { outline: '2px solid Highlight' },
    },
  },
  text: {
    border: 'none',
    outlineStyle: 'none',
    resize: 'none',
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase400,
    lineHeight: '24px',
    maxHeight: `${MAX_LINES * 24 + 8}px`,
    padding: `4px ${tokens.spacingHorizontalS}`,
    overflowY: 'auto',
    '::placeholder': { color: tokens.colorNeutralForeground3 },
  },
  row: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  chips: {
    flex: '1 1 0',
    minWidth: 0,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
  },
  send: { minWidth: '40px', minHeight: '40px' },
});

export interface ComposerHandle {
  focus(): void;
}

interface ComposerProps {
  value: string;
  onChange: (value: string) => void;
  onSend: () => void;
  /** An answer is being made: the button stops it. */
  onStop?: () => void;
  placeholder: string;
  /** Chips in the row below the text: spaces, files. */
  children?: ReactNode;
  /** What the question is about, above the text. */
  about?: ReactNode;
  handle?: Ref<ComposerHandle>;
}

/** Where a question is written: grows to six lines, Enter sends, Shift+Enter begins a new line. */
export function Composer(props: ComposerProps) {
  const { value, onChange, onSend, onStop, placeholder, children, about, handle } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(handle, () => ({ focus: () => area.current?.focus() }), []);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, MAX_LINES * 24 + 8)}px`;
  }, [value]);
  const canSend = value.trim() !== '' && !onStop;
  const onKeyDown = (event: KeyboardEvent) => {
    // An input method (Chinese) uses Enter to accept its own suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (canSend) onSend();
  };
  return (
    <div className={styles.root}>
      {about}
      <textarea
        ref={area}
        className={styles.text}
        rows={1}
        value={value}
        placeholder={placeholder}
        aria-label={t('composer.question')}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.row}>
        <div className={styles.chips}>{children}</div>
        {onStop ? (
          <Button
            className={styles.send}
            shape="circular"
            icon={<StopFilled />}
            aria-label={t('action.stop')}
            title={t('action.stop')}
            onClick={onStop}
          />
        ) : (
          <Button
            className={styles.send}
            appearance="primary"
            shape="circular"
            icon={<SendFilled />}
            aria-label={t('composer.send')}
            title={t('composer.send')}
            disabledFocusable={!canSend}
            onClick={() => canSend && onSend()}
          />
        )}
      </div>
    </div>
  );
}
