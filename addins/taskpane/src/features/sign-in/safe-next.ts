/** Where to go after signing in. Only paths of our own: an address from elsewhere would send people away. */
export const safeNext = (next: string | undefined): string =>
  next && /^\/(?![/\\])/.test(next) ? next : '/';
