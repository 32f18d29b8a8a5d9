import crypto from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Plays a model hub: `/<owner>/<name>/resolve/<revision>/<file>`, with ranges, redirects and broken connections. */
export interface HubServer {
  url: string;
  /** Range header of each download, in order. */
  ranges: (string | undefined)[];
  ignoreRanges: boolean;
  redirect: boolean;
  /** What HEAD says; unset: the true sha256. */
  etag: string | undefined;
  /** Cuts the next `times` downloads after so many bytes of each, once `kept` says that its reader has kept them. */
  cutAfter(bytes: number, times: number, kept: () => number): void;
  close(): Promise<void>;
}

export async function startHubServer(files: Record<string, Buffer>): Promise<HubServer> {
  let cut = { bytes: 0, times: 0, kept: () => 0 };
  const hub = { ranges: [], ignoreRanges: false, redirect: false, etag: undefined } as unknown as HubServer;
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://hub');
    const file = files[pathname.replace(/^\/(storage\/)?/, '').replace('/resolve/', '/')];
    if (!file) return void response.writeHead(404).end();
    if (request.method === 'HEAD') {
      const etag = hub.etag ?? `"${crypto.createHash('sha256').update(file).digest('hex')}"`;
      return void response
        .writeHead(hub.redirect ? 302 : 200, { 'x-linked-etag': etag, location: '/elsewhere' })
        .end();
    }
    if (hub.redirect && !pathname.startsWith('/storage/'))
      return void response.writeHead(302, { location: `/storage${pathname}` }).end();
    hub.ranges.push(request.headers.range);
    send(response, file, hub.ignoreRanges ? undefined : request.headers.range);
  });

  function send(response: http.ServerResponse, file: Buffer, range: string | undefined): void {
    const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    const body = file.subarray(start);
    response.writeHead(range ? 206 : 200, { 'content-length': body.length });
    if (cut.times-- <= 0 || body.length <= cut.bytes) return void response.end(body);
    response.write(body.subarray(0, cut.bytes));
    const wanted = start + cut.bytes;
    const timer = setInterval(() => cut.kept() >= wanted && response.destroy(), 5);
    response.once('close', () => clearInterval(timer));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  hub.cutAfter = (bytes, times, kept) => (cut = { bytes, times, kept });
  hub.close = () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
  return hub;
}
