import { useCallback, useEffect, useState } from 'react';
import { read, write } from '../foundation/remembered.js';

/** Text that outlives an error, a reload and a changed page: kept in this browser under its own name. */
export function useDraft(name: string): [string, (text: string) => void] {
  const key = `deskmate.draft.${name}`;
  const [state, setState] = useState({ key, text: read(key, '') });
  useEffect(() => setState((now) => (now.key === key ? now : { key, text: read(key, '') })), [key]);
  const set = useCallback(
    (text: string) => {
      setState({ key, text });
      write(key, text === '' ? undefined : text);
    },
    [key],
  );
  return [state.key === key ? state.text : read(key, ''), set];
}
