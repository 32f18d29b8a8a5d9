import { GlobalWorkerOptions, TextLayer, getDocument } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

// The task pane's build carries the data files; both apps are served by one origin.
const ASSETS = '/pdfjs';

/** Opens a pdf with everything it may need from our own origin; nothing is evaluated. */
export const openPdf = (url: string) =>
  getDocument({
    url,
    cMapUrl: `${ASSETS}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${ASSETS}/standard_fonts/`,
    wasmUrl: `${ASSETS}/wasm/`,
    useWasm: false,
    isEvalSupported: false,
    enableXfa: false,
  });

export { TextLayer };
