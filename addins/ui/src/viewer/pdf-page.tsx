import { makeStyles, tokens } from '@fluentui/react-components';
import type { PDFPageProxy } from 'pdfjs-dist';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface PageBox {
  page: number;
  /** Points, origin top left. */
  box: [x0: number, y0: number, x1: number, y1: number];
}

const useStyles = makeStyles({
  page: {
    position: 'relative',
    flexShrink: 0,
    alignSelf: 'center',
    backgroundColor: '#fff',
    boxShadow: tokens.shadow4,
    forcedColorAdjust: 'none', // the page is a picture: forced colours would paint bars over its words
  },
  canvas: { position: 'absolute', inset: 0, width: '100%', height: '100%' },
  hit: {
    position: 'absolute',
    borderRadius: '2px',
    backgroundColor: 'rgba(255, 205, 40, 0.42)',
    boxShadow: 'inset 0 -1.5px 0 rgba(190, 120, 0, 0.85)',
    mixBlendMode: 'multiply',
    pointerEvents: 'none',
  },
  // Transparent words over the picture: they can be selected, searched and heard.
  text: {
    position: 'absolute',
    inset: 0,
    overflow: 'clip',
    lineHeight: 1,
    textAlign: 'initial',
    '--min-font-size': '1',
    '--text-scale-factor': 'calc(var(--total-scale-factor) * var(--min-font-size))',
    '--min-font-size-inv': 'calc(1 / var(--min-font-size))',
    '& :is(span, br)': {
      color: 'transparent',
      position: 'absolute',
      whiteSpace: 'pre',
      cursor: 'text',
      transformOrigin: '0% 0%',
    },
    '& > :not(.markedContent), & .markedContent span:not(.markedContent)': {
      fontSize: 'calc(var(--text-scale-factor) * var(--font-height))',
      transform: 'rotate(var(--rotate, 0deg)) scaleX(var(--scale-x, 1)) scale(var(--min-font-size-inv))',
    },
    '& ::selection': { backgroundColor: 'rgba(0, 110, 200, 0.3)' },
  },
});

interface PdfPageProps {
  page: PDFPageProxy;
  width: number;
  boxes: PageBox[];
}

/** One page: a picture, its words over it, and the boxes of what is cited. */
export function PdfPage({ page, width, boxes }: PdfPageProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const sheet = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const isNear = useNear(sheet);
  const size = page.getViewport({ scale: 1 });
  const scale = width / size.width;
  useDrawing({ page, scale, canvas, text, isNear });
  return (
    <div
      ref={sheet}
      data-page={page.pageNumber}
      className={styles.page}
      style={{ width, height: size.height * scale }}
      role="group"
      aria-label={t('place.page', { page: page.pageNumber })}
    >
      <canvas ref={canvas} className={styles.canvas} aria-hidden />
      <div ref={text} className={styles.text} style={{ ['--total-scale-factor' as string]: String(scale) }} />
      {boxes.map(({ box: [x0, y0, x1, y1] }, index) => (
        <div
          key={index}
          data-hit
          className={styles.hit}
          style={{
            left: x0 * scale - 2,
            top: y0 * scale,
            width: (x1 - x0) * scale + 4,
            height: (y1 - y0) * scale + 1,
          }}
        />
      ))}
    </div>
  );
}

/** Within a screen's height of what is seen. */
function useNear(ref: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), {
      rootMargin: '800px 0px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return isNear;
}

interface Drawing {
  page: PDFPageProxy;
  scale: number;
  canvas: RefObject<HTMLCanvasElement | null>;
  text: RefObject<HTMLDivElement | null>;
  isNear: boolean;
}

function useDrawing({ page, scale, canvas, text, isNear }: Drawing): void {
  useEffect(() => {
    const [picture, words] = [canvas.current, text.current];
    if (!picture || !words || !isNear) return;
    const dots = Math.min(3, globalThis.devicePixelRatio || 1);
    const viewport = page.getViewport({ scale: scale * dots });
    picture.width = Math.floor(viewport.width);
    picture.height = Math.floor(viewport.height);
    const task = page.render({ canvas: picture, viewport });
    task.promise.catch(() => undefined); // cancelled when the page leaves or changes its size
    let isGone = false;
    void writeWords(page, words, scale, () => isGone);
    return () => {
      isGone = true;
      task.cancel();
      words.replaceChildren();
      picture.width = 0; // frees the picture's memory
    };
  }, [page, scale, canvas, text, isNear]);
}

async function writeWords(page: PDFPageProxy, container: HTMLElement, scale: number, isGone: () => boolean) {
  const { TextLayer } = await import('./load-pdf.js');
  const textContentSource = await page.getTextContent();
  if (isGone()) return;
  await new TextLayer({ textContentSource, container, viewport: page.getViewport({ scale }) }).render();
}
