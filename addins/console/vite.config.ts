import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { appConfig } from '../ui/build/vite-app.js';

export default defineConfig(appConfig('/console/', [react()]));
