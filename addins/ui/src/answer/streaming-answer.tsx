import type { AnswerBlock, AnswerStage, Citation, Mode } from '@deskmate/client';
import { Button, Spinner, Text, makeStyles, tokens } from '@fluentui/react-components';
import { StopRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hidden } from '../foundation/hidden.js';
import { secondsLeftText } from '../foundation/amounts.js';
import { AnswerBlocks } from './answer-blocks.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0 },
  stage: { display: 'flex', gap: tokens.spacingHorizontalS, alignItems: 'center', flexWrap: 'wrap' },
  text: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
});

export interface Streaming {
  stage?: { stage: AnswerStage; spaces?: number; passages?: number };
  startedAt: number;
  mode: Mode;
  blocks: AnswerBlock[];
  citations: Citation[];
  isConnected: boolean;
}

interface StreamingAnswerProps {
  streaming: Streaming;
  onOpen: (citation: Citation) => void;
  onStop: () => void;
}

/** An answer in the making: what happens now, what is there already, and Stop. */
export function StreamingAnswer({ streaming, onOpen, onStop }: StreamingAnswerProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const stageText = useStageText(streaming);
  return (
    <div className={styles.root} aria-busy="true">
      <AnswerBlocks {...streaming} onOpen={onOpen} />
      <div className={styles.stage}>
        <Spinner size="tiny" aria-hidden />
        <Text className={styles.text}>
          {stageText} <Elapsed since={streaming.startedAt} />
        </Text>
        <Button size="small" icon={<StopRegular />} onClick={onStop}>
          {t('action.stop')}
        </Button>
      </div>
      <Heard stageText={stageText} blocks={streaming.blocks} />
    </div>
  );
}

function useStageText({ stage, isConnected }: Streaming): string {
  const { t } = useTranslation();
  if (!isConnected) return t('stage.reconnecting');
  if (!stage) return t('stage.understanding');
  if (stage.stage === 'searching' && stage.spaces) return t('stage.searchingSpaces', { count: stage.spaces });
  if (stage.stage === 'reading' && stage.passages)
    return t('stage.readingPassages', { count: stage.passages });
  return t(`stage.${stage.stage}`);
}

/** Seconds gone by, once there are two of them. */
function Elapsed({ since }: { since: number }) {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor((now - since) / 1000);
  return seconds < 2 ? null : <>· {secondsLeftText(seconds, i18n.language)}</>;
}

/** What a screen reader hears: stages, then whole blocks, never single tokens. */
function Heard({ stageText, blocks }: { stageText: string; blocks: AnswerBlock[] }) {
  const whole = blocks.slice(0, -1);
  return (
    <Hidden aria-live="polite" aria-atomic="false">
      {whole.length === 0 && <p>{stageText}</p>}
      {whole.map((block, index) => (
        <p key={index}>{block.text}</p>
      ))}
    </Hidden>
  );
}
