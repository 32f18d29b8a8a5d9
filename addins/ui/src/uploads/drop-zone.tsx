import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowUploadRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import { type DroppedFile, droppedFiles } from './dropped-files.js';

const useStyles = makeStyles({
  over: {
    position: 'fixed',
    inset: tokens.spacingHorizontalS,
    zIndex: 30,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: tokens.spacingVerticalS,
    border: `3px dashed ${tokens.colorBrandStroke1}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    opacity: 0.96,
    pointerEvents: 'none',
    textAlign: 'center',
  },
  icon: { fontSize: '48px', color: tokens.colorBrandForeground1 },
});

/** Takes files and folders that are dropped anywhere on the page. */
export function DropZone({ text, onFiles }: { text: string; onFiles: (files: DroppedFile[]) => void }) {
  const styles = useStyles();
  const [isOver, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const move = (step: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    const [enter, leave] = [move(1), move(-1)];
    const over = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void droppedFiles(event.dataTransfer).then((files) => files.length > 0 && latest.current(files));
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop } as const;
    const entries = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    entries.forEach(([name, listener]) => document.addEventListener(name, listener));
    return () => entries.forEach(([name, listener]) => document.removeEventListener(name, listener));
  }, []);
  if (!isOver) return null;
  return (
    <div className={styles.over}>
      <ArrowUploadRegular className={styles.icon} aria-hidden />
      <Text size={500} weight="semibold">
        {text}
      </Text>
    </div>
  );
}
