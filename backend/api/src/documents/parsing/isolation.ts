import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

/**
 * Loaded before any parser: takes from this process what no parser needs. The network namespace already has no way out
 * where the kernel allows one; this holds everywhere, and for what a namespace does not cover.
 */
function deny(what: string): () => never {
  return () => {
    throw new Error(`The parser process may not use ${what}.`);
  };
}

function replace(target: object, names: string[], what: string): void {
  for (const name of names) {
    if (name in target)
      Object.defineProperty(target, name, { value: deny(what), configurable: false, writable: false });
  }
}

const NETWORK = 'the network';
replace(net, ['connect', 'createConnection', 'createServer'], NETWORK);
replace(net.Socket.prototype, ['connect'], NETWORK);
replace(net.Server.prototype, ['listen'], NETWORK);
replace(tls, ['connect', 'createServer'], NETWORK);
replace(dgram, ['createSocket'], NETWORK);
replace(http, ['request', 'get', 'createServer'], NETWORK);
replace(https, ['request', 'get', 'createServer'], NETWORK);
replace(http2, ['connect', 'createServer', 'createSecureServer'], NETWORK);
for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  replace(
    resolver,
    Object.keys(dns).filter((name) => /^(lookup|resolve|reverse)/.test(name)),
    NETWORK,
  );
}
replace(globalThis, ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'], NETWORK);
replace(
  childProcess,
  ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'],
  'other processes',
);
syncBuiltinESMExports();
