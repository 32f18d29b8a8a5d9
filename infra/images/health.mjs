import http from 'node:http';
import https from 'node:https';

/** Inside the container: 0 when the api answers. Its certificate is for the name that people type, not for loopback. */
const port = process.env.DESKMATE_PORT ?? 7420;
const options = { host: '127.0.0.1', port, path: '/health/ready', rejectUnauthorized: false, timeout: 4_000 };
const { get } = process.env.DESKMATE_TLS_CERT ? https : http;
get(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('error', () => process.exit(1))
  .on('timeout', () => process.exit(1));
