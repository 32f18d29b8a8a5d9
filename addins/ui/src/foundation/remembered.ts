export interface Remembered<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

/** A value kept in this browser, shared by all tabs; lives in memory alone where storage is refused. */
export function remembered<T>(key: string, fallback: T): Remembered<T> {
  const listeners = new Set<() => void>();
  let value = read(key, fallback);
  const tell = () => listeners.forEach((listener) => listener());
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key !== key) return;
    value = read(key, fallback);
    tell();
  });
  return {
    get: () => value,
    set(next) {
      value = next;
      write(key, next === fallback ? undefined : next);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function write(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // storage is full or refused: the value lives as long as the page
  }
}
