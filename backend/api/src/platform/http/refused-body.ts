import type { Request, Response } from 'express';

/** How long what is still coming of a body that was answered already is thrown away before the line is cut. */
const LINGER_MS = 2_000;

/**
 * A request that was refused before its body was read: the answer goes out at once; a client that sends on all the
 * same gets the time to see it, then the connection ends. Cut at once, many clients would never read the answer.
 */
export function endUnreadBodies(request: Request, response: Response, lingerMs = LINGER_MS): void {
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, lingerMs).unref();
  });
}
