import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { appConfig, pdfFiles } from '../ui/build/vite-app.js';

export default defineConfig(appConfig('/', [react(), pdfFiles()]));
