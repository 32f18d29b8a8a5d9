import { useSyncExternalStore } from 'react';

const PROBE_MS = [1000, 2000, 3000, 5000];

/** Knows whether the server answers. Once it does not, it is asked again and again until it is back. */
export class Connection {
  private reachable = true;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly probe: () => Promise<boolean>) {}

  readonly isReachable = (): boolean => this.reachable;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly report = (reachable: boolean): void => {
    if (reachable === this.reachable) return;
    this.reachable = reachable;
    this.attempt = 0;
    clearTimeout(this.timer);
    if (!reachable) this.schedule();
    this.listeners.forEach((listener) => listener());
  };

  private schedule(): void {
    const delay = PROBE_MS[Math.min(this.attempt++, PROBE_MS.length - 1)];
    this.timer = setTimeout(() => void this.check(), delay);
  }

  private async check(): Promise<void> {
    if (await this.probe()) this.report(true);
    else this.schedule();
  }
}

export const connection = new Connection(() =>
  fetch('/health/live').then(
    (response) => response.ok,
    () => false,
  ),
);

export const useReachable = (): boolean => useSyncExternalStore(connection.subscribe, connection.isReachable);
