import type { PGlite } from '@electric-sql/pglite';

/**
 * Many PostgreSQL wire-protocol sessions over ONE PGlite backend (protocol 3.0, PostgreSQL manual chapter 54).
 * A unit (a simple Query, or everything up to Sync or Flush) runs atomically; a session keeps the backend while
 * its transaction is open. What PGlite 0.5.14 cannot survive (a foreign startup packet, COPY FROM STDIN) never
 * reaches it.
 */
export interface SessionLink {
  feed(bytes: Buffer): void;
  end(): void;
}

interface Session {
  buffered: Buffer;
  started: boolean;
  unit: Buffer[];
  listening: boolean;
  closed: boolean;
  idleTimer?: NodeJS.Timeout;
  send(bytes: Uint8Array): void;
  close(): void;
}

interface QueuedUnit {
  session: Session;
  bytes: Buffer;
  lockTimer?: NodeJS.Timeout;
}

const QUERY = 0x51;
const PARSE = 0x50;
const SYNC = 0x53;
const FLUSH = 0x48;
const COPY_DONE = 0x63;
const COPY_FAIL = 0x66;
const TERMINATE = 0x58;
const READY_FOR_QUERY = 0x5a;
const NOTIFICATION = 0x41;
const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_3 = 196608;
const ENDS_UNIT = new Set([QUERY, SYNC, FLUSH, COPY_DONE, COPY_FAIL]);

const IDLE_READY = Buffer.from([READY_FOR_QUERY, 0, 0, 0, 5, 0x49]);

export interface MultiplexerOptions {
  /** A transaction that asks nothing for this long is ended (25P03). */
  idleInTransactionMs?: number;
  /** A statement that waits this long for somebody else's transaction is refused (55P03). */
  lockWaitMs?: number;
}

export class WireMultiplexer {
  private queue: QueuedUnit[] = [];
  private owner: Session | null = null;
  private draining = false;
  private readonly sessions = new Set<Session>();
  private greeting = Buffer.alloc(0);
  private readonly idleInTransactionMs: number;
  private readonly lockWaitMs: number;

  constructor(
    private readonly db: PGlite,
    { idleInTransactionMs = 60_000, lockWaitMs = 10_000 }: MultiplexerOptions = {},
  ) {
    this.idleInTransactionMs = idleInTransactionMs;
    this.lockWaitMs = lockWaitMs;
  }

  /** Captures one startup answer and replays it to every client. */
  async init(): Promise<this> {
    const parameters = Buffer.from('user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0');
    const header = Buffer.alloc(8);
    header.writeInt32BE(parameters.length + 8, 0);
    header.writeInt32BE(PROTOCOL_3, 4);
    this.greeting = await this.execute(Buffer.concat([header, parameters]));
    return this;
  }

  open(send: (bytes: Uint8Array) => void, close: () => void): SessionLink {
    const session: Session = {
      buffered: Buffer.alloc(0),
      started: false,
      unit: [],
      listening: false,
      closed: false,
      send,
      close,
    };
    this.sessions.add(session);
    return { feed: (bytes) => this.feed(session, bytes), end: () => void this.end(session) };
  }

  private async execute(unit: Buffer): Promise<Buffer<ArrayBuffer>> {
    const chunks: Buffer[] = [];
    const onRawData = (data: Uint8Array): void => void chunks.push(Buffer.from(data));
    await this.db.runExclusive(() => this.db.execProtocolRawStream(unit, { onRawData }));
    return Buffer.concat(chunks);
  }

  private feed(session: Session, bytes: Buffer): void {
    session.buffered = session.buffered.length ? Buffer.concat([session.buffered, bytes]) : bytes;
    for (;;) {
      const message = session.started ? takeMessage(session) : this.takeStartup(session);
      if (!message) return;
      if (session.started && message.length) this.accept(session, message);
    }
  }

  /** Startup packets carry no type byte; they are answered here. */
  private takeStartup(session: Session): Buffer | null {
    if (session.buffered.length < 8) return null;
    const length = session.buffered.readInt32BE(0);
    if (session.buffered.length < length) return null;
    const code = session.buffered.readInt32BE(4);
    session.buffered = session.buffered.subarray(length);
    if (code === CANCEL_REQUEST) {
      void this.end(session);
      return null;
    }
    if (code === SSL_REQUEST || code === GSS_REQUEST) session.send(Buffer.from('N'));
    else {
      session.started = true;
      session.send(this.greeting);
    }
    return Buffer.alloc(0);
  }

  private accept(session: Session, message: Buffer): void {
    const type = message[0]!;
    if (type === TERMINATE) {
      void this.end(session);
      return;
    }
    session.unit.push(message);
    if (type === QUERY || type === PARSE) {
      const sql = statementOf(message, type);
      if (/^\s*listen\b/i.test(sql)) session.listening = true;
      if (/^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i.test(sql)) {
        session.unit = [];
        session.send(
          errorMessage('ERROR', '0A000', 'COPY FROM STDIN is not supported by the embedded database'),
        );
        if (type === QUERY) session.send(IDLE_READY);
        return;
      }
    }
    if (ENDS_UNIT.has(type)) {
      this.submit(session, Buffer.concat(session.unit));
      session.unit = [];
    }
  }

  private submit(session: Session, bytes: Buffer): void {
    const queued: QueuedUnit = { session, bytes };
    this.queue.push(queued);
    // A statement outside the transaction, awaited inside it, would wait for ever.
    if (this.owner && this.owner !== session) {
      queued.lockTimer = setTimeout(() => this.refuse(queued), this.lockWaitMs).unref();
    }
    if (!this.draining) void this.drain();
  }

  private refuse(queued: QueuedUnit): void {
    const index = this.queue.indexOf(queued);
    if (index < 0 || queued.session.closed) return;
    this.queue.splice(index, 1);
    const error = errorMessage('ERROR', '55P03', 'the embedded database is held by another transaction');
    queued.session.send(Buffer.concat([error, IDLE_READY]));
  }

  private next(): QueuedUnit | undefined {
    const index = this.owner ? this.queue.findIndex(({ session }) => session === this.owner) : 0;
    return index < 0 ? undefined : this.queue.splice(index, 1)[0];
  }

  private async drain(): Promise<void> {
    this.draining = true;
    try {
      for (let queued = this.next(); queued; queued = this.next()) {
        clearTimeout(queued.lockTimer);
        clearTimeout(queued.session.idleTimer);
        if (!queued.session.closed) await this.runUnit(queued);
      }
    } finally {
      this.draining = false;
    }
  }

  private async runUnit({ session, bytes }: QueuedUnit): Promise<void> {
    let output: Buffer;
    try {
      output = await this.execute(bytes);
    } catch (error) {
      this.fail(session, 'XX000', String(error));
      return;
    }
    if (this.route(session, output) === 'I') {
      this.owner = null;
      return;
    }
    this.owner = session; // T, E, or no ReadyForQuery yet
    const timeout = (): void => this.fail(session, '25P03', 'idle in transaction (embedded database)');
    session.idleTimer = setTimeout(timeout, this.idleInTransactionMs).unref();
  }

  /** Sends the answer to its session and notifications to every session that listens; returns the transaction state. */
  private route(session: Session, output: Buffer): string | null {
    let state: string | null = null;
    let from = 0;
    const own: Buffer[] = [];
    for (let at = 0; at + 5 <= output.length;) {
      const end = at + 1 + output.readInt32BE(at + 1);
      if (output[at] === READY_FOR_QUERY) state = String.fromCharCode(output[at + 5]!);
      else if (output[at] === NOTIFICATION) {
        if (at > from) own.push(output.subarray(from, at));
        from = end;
        for (const other of this.sessions) if (other.listening) other.send(output.subarray(at, end));
      }
      at = end;
    }
    if (from < output.length) own.push(output.subarray(from));
    if (own.length && !session.closed) session.send(Buffer.concat(own));
    return state;
  }

  private fail(session: Session, code: string, message: string): void {
    if (!session.closed) session.send(errorMessage('FATAL', code, message));
    void this.end(session);
  }

  private async end(session: Session): Promise<void> {
    if (session.closed) return;
    session.closed = true;
    clearTimeout(session.idleTimer);
    this.sessions.delete(session);
    this.queue = this.queue.filter((queued) => queued.session !== session);
    if (this.owner === session) {
      await this.db.exec('ROLLBACK').catch(() => undefined);
      this.owner = null;
    }
    session.close();
    if (!this.draining) void this.drain();
  }
}

function takeMessage(session: Session): Buffer | null {
  if (session.buffered.length < 5) return null;
  const length = 1 + session.buffered.readInt32BE(1);
  if (session.buffered.length < length) return null;
  const message = session.buffered.subarray(0, length);
  session.buffered = session.buffered.subarray(length);
  return message;
}

function statementOf(message: Buffer, type: number): string {
  const start = type === QUERY ? 5 : message.indexOf(0, 5) + 1;
  return message.toString('latin1', start, Math.min(start + 2000, message.length));
}

function errorMessage(severity: string, code: string, message: string): Buffer {
  const body = Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${message}\0\0`);
  const header = Buffer.alloc(5);
  header[0] = 0x45;
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
