import { Link, Toast, ToastTitle, ToastTrigger, useToastController } from '@fluentui/react-components';
import { useCallback } from 'react';

export const TOASTER = 'deskmate';

export interface Notice {
  text: string;
  intent?: 'success' | 'info' | 'warning' | 'error';
  action?: { label: string; run: () => void };
}

// The place for messages comes a moment after the page: what is said before waits for it.
let waiting: (() => void)[] | null = [];

function whenShown(say: () => void): void {
  if (waiting) waiting.push(say);
  else say();
}

/** The place for messages stands: what waited is said now, and what follows at once. */
export function beginNotices(): void {
  const held = waiting ?? [];
  waiting = null;
  held.forEach((say) => say());
}

/** A short message at the bottom, with at most one action: how "undo" is offered. */
export function useNotify(): (notice: Notice) => void {
  const { dispatchToast } = useToastController(TOASTER);
  return useCallback(
    ({ text, intent = 'success', action }) => {
      const button = action && (
        <ToastTrigger>
          <Link as="button" onClick={action.run}>
            {action.label}
          </Link>
        </ToastTrigger>
      );
      const toast = (
        <Toast>
          <ToastTitle action={button}>{text}</ToastTitle>
        </Toast>
      );
      whenShown(() => dispatchToast(toast, { intent, timeout: action ? 10_000 : 4_000 }));
    },
    [dispatchToast],
  );
}
