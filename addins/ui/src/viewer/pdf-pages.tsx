import type { Block, BlockWindow } from '@deskmate/client';
import { makeStyles, tokens } from '@fluentui/react-components';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Progress } from '../states/progress.js';
import { ProblemView } from '../states/problem-view.js';
import type { Mark } from './cited-words.js';
import { pdfProblem } from './pdf-problem.js';
import { PdfPage, type PageBox } from './pdf-page.js';
import { useMarkedBoxes } from './use-marked-boxes.js';

const useStyles = makeStyles({
  scroll: {
    flex: '1 1 0',
    minHeight: 0,
    overflow: 'auto',
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground3,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    scrollbarGutter: 'stable',
  },
});

interface PdfPagesProps {
  url: string;
  title: string;
  marks: Mark[];
}

/** The cited parts of blocks that stand on a page. */
export const marksOf = (blocks: Block[], highlights: BlockWindow['highlights']): Mark[] =>
  highlights.flatMap(({ ordinal, start, end, anchor }) => {
    const block = blocks.find((one) => one.ordinal === ordinal);
    if (anchor.kind !== 'page') return [];
    return [{ page: anchor.page, box: anchor.box, text: block?.text ?? '', start, end }];
  });

const NO_BOXES: PageBox[] = [];

/** All pages of a pdf below one another, drawn when they come near; the cited words are scrolled into view. */
export function PdfPages({ url, title, marks }: PdfPagesProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const { pages, share, error, retry } = usePdf(url);
  const width = useWidth(scroller, pages !== undefined);
  const boxes = useMarkedBoxes(pages, marks);
  const first = boxes?.[0];

  useEffect(() => {
    if (!pages || !first || width === 0) return;
    scrollToBox(scroller.current, first);
  }, [pages, first, width]);

  if (error !== undefined) return <ProblemView error={error} onRetry={retry} />;
  if (!pages) return <Progress label={t('viewer.opening')} value={share} />;
  return (
    <div ref={scroller} className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
      {width > 0 &&
        pages.map((page) => (
          <PdfPage
            key={page.pageNumber}
            page={page}
            width={width}
            boxes={boxes?.filter((box) => box.page === page.pageNumber) ?? NO_BOXES}
          />
        ))}
    </div>
  );
}

function scrollToBox(scroller: HTMLElement | null, { page }: PageBox): void {
  const sheet = scroller?.querySelector<HTMLElement>(`[data-page="${page}"]`);
  const mark = sheet?.querySelector<HTMLElement>('[data-hit]');
  if (!scroller || !sheet) return;
  const top = sheet.offsetTop - scroller.offsetTop + (mark?.offsetTop ?? 0);
  scroller.scrollTo({ top: Math.max(0, top - scroller.clientHeight / 4) });
}

function usePdf(url: string) {
  const [state, setState] = useState<{ pages?: PDFPageProxy[]; share?: number; error?: unknown }>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isGone = false;
    let close = () => undefined as unknown;
    setState({});
    void (async () => {
      const { openPdf } = await import('./load-pdf.js');
      const task = openPdf(url);
      task.promise.catch(() => undefined); // told below, unless the viewer is gone by then
      close = () => task.destroy();
      if (isGone) return void close();
      task.onProgress = ({ loaded, total }: { loaded: number; total: number }) =>
        !isGone && total > 0 && setState({ share: Math.min(1, loaded / total) });
      const pages = await allPages(await task.promise);
      if (!isGone) setState({ pages });
    })().catch((error: unknown) => !isGone && setState({ error: pdfProblem(error) }));
    return () => {
      isGone = true;
      void close();
    };
  }, [url, attempt]);
  return { ...state, retry: () => setAttempt((count) => count + 1) };
}

const allPages = (pdf: PDFDocumentProxy): Promise<PDFPageProxy[]> =>
  Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));

/** Width that a page may take; follows the pane. */
function useWidth(ref: React.RefObject<HTMLElement | null>, isThere: boolean): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(200, Math.min(1000, element.clientWidth - 24)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, isThere]);
  return width;
}
