import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, PluginOption, UserConfig } from 'vite';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const PDF_FOLDERS = ['cmaps', 'standard_fonts', 'wasm'];

/** The vite settings that our apps share: built for one origin, a strict CSP, and no file from elsewhere. */
export const appConfig = (base: string, plugins: PluginOption[]): UserConfig => ({
  base,
  plugins,
  html: { cspNonce: '__NONCE__' },
  resolve: {
    alias: { '@deskmate/client': path.join(repository, 'backend/client/src/index.ts') },
    dedupe: ['react', 'react-dom', 'i18next', 'react-i18next', '@tanstack/react-query'],
  },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
    // What the first page stands on comes as two files instead of fifty; everything else when it is shown.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', tags: ['$initial'], test: /node_modules/, priority: 2 },
            { name: 'first', tags: ['$initial'], test: (id) => !/main\.tsx$/.test(id), priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4600', '/health': 'http://127.0.0.1:4600' } },
});

/** Character maps, standard fonts and decoders that pdf.js asks for while it reads. */
export const pdfFiles = (): Plugin => ({
  name: 'deskmate-pdf-files',
  generateBundle() {
    const root = path.join(repository, 'node_modules/pdfjs-dist');
    for (const folder of PDF_FOLDERS) {
      for (const name of fs.readdirSync(path.join(root, folder))) {
        if (name.endsWith('.wasm')) continue; // the CSP allows no WebAssembly in pages: the plain decoders do
        const source = fs.readFileSync(path.join(root, folder, name));
        this.emitFile({ type: 'asset', fileName: `pdfjs/${folder}/${name}`, source });
      }
    }
  },
});
