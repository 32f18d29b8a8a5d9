import { useSyncExternalStore } from 'react';
import type { ThemeName } from './brand-theme.js';
import { remembered, type Remembered } from './remembered.js';

export type ThemeChoice = 'system' | ThemeName;

const choice: Remembered<ThemeChoice> = remembered('deskmate.theme', 'system');
const query = (text: string) => globalThis.matchMedia?.(text);

function current(): ThemeName {
  const chosen = choice.get();
  if (chosen !== 'system') return chosen;
  if (query('(forced-colors: active)')?.matches) return 'contrast';
  return query('(prefers-color-scheme: dark)')?.matches ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  const lists = [query('(forced-colors: active)'), query('(prefers-color-scheme: dark)')];
  lists.forEach((list) => list?.addEventListener('change', listener));
  const stop = choice.subscribe(listener);
  return () => {
    stop();
    lists.forEach((list) => list?.removeEventListener('change', listener));
  };
}

/** The theme that is shown now: the person's choice, else what the system prefers. */
export const useThemeName = (): ThemeName => useSyncExternalStore(subscribe, current);
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(choice.subscribe, choice.get);
export const chooseTheme = (next: ThemeChoice): void => choice.set(next);
