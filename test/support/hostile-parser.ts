import '../../backend/api/src/documents/parsing/isolation.js';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { spawn } from 'node:child_process';
import type { ParserReply, ParserRequest } from '../../backend/api/src/documents/parsing/protocol.js';

/** A parser that a file has taken over: speaks the protocol, and does what the file's name says. */
const deeds: Record<string, (port: number) => unknown> = {
  environment: () => JSON.stringify(process.env),
  arguments: () => readFileSync('/proc/self/environ', 'utf8'),
  connect: (port) => attempt(() => net.connect(port)),
  listen: () => attempt(() => net.createServer().listen(0)),
  request: (port) => attempt(() => http.get(`http://127.0.0.1:${port}`)),
  fetch: (port) => attempt(() => fetch(`http://127.0.0.1:${port}`)),
  lookup: () => attempt(() => dns.lookup('example.com', () => {})),
  datagram: () => attempt(() => dgram.createSocket('udp4')),
  program: () => attempt(() => spawn('/bin/true')),
  interfaces: () => readFileSync('/proc/net/dev', 'utf8'),
  buffers: () => {
    for (const kept: Buffer[] = []; ;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  heap: () => {
    for (const kept: object[] = []; ;) kept.push({ kept: new Array(100).fill(kept.length) });
  },
  loop: () => {
    for (;;);
  },
  exit: () => process.exit(3),
  garbage: () => process.send?.({ kind: 'blocks', blocks: [{ text: 1 }] }),
  silence: () => new Promise(() => {}),
};

async function attempt(deed: () => unknown): Promise<string> {
  try {
    await deed();
    return 'allowed';
  } catch (error) {
    return (error as Error).message;
  }
}

process.stdin.resume();
process.on('message', (request: ParserRequest) => {
  if (request.kind === 'parse') void answer(request.fileName);
});
process.on('disconnect', () => process.exit(0));
reply({ kind: 'ready' });

async function answer(fileName: string): Promise<void> {
  const [deed = '', port = '0'] = fileName.split(' ');
  const text = String(await deeds[deed]!(Number(port)));
  reply({
    kind: 'blocks',
    blocks: [{ ordinal: 0, kind: 'paragraph', text, anchor: { kind: 'paragraph', index: 1 } }],
  });
  reply({ kind: 'done', summary: { language: 'en', blocks: 1, meta: {} } });
}

function reply(message: ParserReply): void {
  process.send?.(message);
}
