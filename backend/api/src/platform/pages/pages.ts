import fs from 'node:fs';
import path from 'node:path';
import compression from 'compression';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { installFolder } from '../config/settings.js';

interface Site {
  /** Address prefix, '' for the root. */
  base: string;
  folder: string;
}

const sites: Site[] = [
  { base: '/console', folder: path.join(installFolder, 'addins/console/dist') },
  { base: '', folder: path.join(installFolder, 'addins/taskpane/dist') },
];

const NOT_PAGES = /^\/(api|v1|health|metrics)(\/|$)/;

/**
 * Serves the built pages as files. Hashed assets travel compressed and may be kept for ever (answers of the API do not:
 * length must tell nothing about a secret beside a person's own words, and streams must not wait); the entry page is sent fresh with the
 * nonce of this response (`response.locals.cspNonce`, set by the security headers) in place of `__NONCE__`.
 */
export function servePages(app: Express): void {
  for (const { base, folder } of sites) {
    const assets = express.static(path.join(folder, 'assets'), {
      immutable: true,
      maxAge: '1y',
      fallthrough: true,
    });
    app.use(`${base}/assets`, compression(), assets);
    app.use(base || '/', express.static(folder, { index: false, fallthrough: true, maxAge: '1h' }));
  }
  app.use((request: Request, response: Response, next: NextFunction) => {
    const page =
      request.method === 'GET' && !NOT_PAGES.test(request.path) && request.accepts('html') === 'html';
    if (!page || path.extname(request.path)) return next();
    const site = sites.find(({ base }) => request.path === base || request.path.startsWith(`${base}/`))!;
    sendEntry(site, response, next);
  });
}

function sendEntry({ folder }: Site, response: Response, next: NextFunction): void {
  fs.readFile(path.join(folder, 'index.html'), 'utf8', (error, html) => {
    if (error) return next();
    const nonce = (response.locals as { cspNonce?: string }).cspNonce ?? '';
    response.setHeader('Cache-Control', 'no-store').type('html').send(html.replaceAll('__NONCE__', nonce));
  });
}
