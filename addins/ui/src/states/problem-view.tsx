import { ApiProblem, toApiProblem } from '@deskmate/client';
import { Button, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, CopyRegular, ErrorCircleRegular } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../foundation/notify.js';
import { problemText } from './problem-text.js';
import { SERVER_LANGUAGE } from './reason-text.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorStatusDangerBorder1}`,
    backgroundColor: tokens.colorStatusDangerBackground1,
    color: tokens.colorNeutralForeground1,
    textAlign: 'start',
  },
  icon: { color: tokens.colorStatusDangerForeground1, fontSize: '20px', flexShrink: 0, marginTop: '1px' },
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginTop: tokens.spacingVerticalXS,
  },
  code: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground2,
    overflowWrap: 'anywhere',
  },
});

interface ProblemViewProps {
  error: unknown;
  onRetry?: () => void;
  /** Further ways on, beside "Try again". */
  actions?: ReactNode;
  className?: string;
}

/** A failure: what happened, what it means, what to do now, and a code that can be copied. */
export function ProblemView({ error, onRetry, actions, className }: ProblemViewProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const notify = useNotify();
  const problem = toApiProblem(error);
  const text = problemText(problem, t, i18n);
  const code = codeOf(problem);
  const copy = () =>
    void navigator.clipboard.writeText(code).then(() => notify({ text: t('problem.codeCopied') }));
  return (
    <div role="alert" className={mergeClasses(styles.root, className)}>
      <ErrorCircleRegular className={styles.icon} aria-hidden />
      <div className={styles.body}>
        <Text weight="semibold">{text.what}</Text>
        {text.means && <Text>{text.means}</Text>}
        {problem.errors.map((field) => (
          <Text key={field.path} size={200}>
            {fieldText(field, t, i18n.language)}
          </Text>
        ))}
        <Text>{text.now}</Text>
        <div className={styles.actions}>
          {onRetry && (
            <Button size="small" icon={<ArrowClockwiseRegular />} onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )}
          {actions}
          <span className={styles.code}>{code}</span>
          <Button
            size="small"
            appearance="subtle"
            icon={<CopyRegular />}
            aria-label={t('problem.copyCode')}
            onClick={copy}
          />
        </div>
      </div>
    </div>
  );
}

/** The server says in English what is wrong with a field; other languages name the field. */
const fieldText = ({ path, message }: ApiProblem['errors'][number], t: TFunction, locale: string): string =>
  locale === SERVER_LANGUAGE ? `${path}: ${message}` : t('problem.field', { path });

const codeOf = (problem: ApiProblem): string =>
  problem.correlationId ? `${problem.code} · ${problem.correlationId}` : problem.code;
