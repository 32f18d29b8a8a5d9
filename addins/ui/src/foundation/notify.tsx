import { Link, Toast, ToastTitle, ToastTrigger, useToastController } from '@fluentui/react-components';
import { useCallback } from 'react';

export const TOASTER = 'deskmate';

export interface Notice {
  text: string;
  intent?: 'success' | 'info' | 'warning' | 'error';
  action?: { label: string; run: () => void };
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
      dispatchToast(
        <Toast>
          <ToastTitle action={button}>{text}</ToastTitle>
        </Toast>,
        { intent, timeout: action ? 10_000 : 4_000 },
      );
    },
    [dispatchToast],
  );
}
