import { defineConfig } from 'vite';
import { appConfig, pdfFiles } from '../ui/build/vite-app.js';

export default defineConfig(appConfig('/', [pdfFiles()]));
