import {
  type ReactNode,
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { lazyPart } from '../foundation/lazy-part.js';

export interface Shortcut {
  /** As `KeyboardEvent.key`; with 'mod+' before it, Control or Command is needed. */
  key: string;
  label: string;
  run: () => void;
  /** Works while something is typed as well. */
  whileTyping?: boolean;
}

interface Registry {
  add(shortcut: Shortcut): () => void;
  showList(): void;
}

const RegistryContext = createContext<Registry>({ add: () => () => undefined, showList: () => undefined });

// The list is asked for rarely: its dialog is fetched then.
const ShortcutList = lazyPart(async () => (await import('./shortcut-list.js')).ShortcutList);

/** Listens for keys, and lists them all on `?`. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const active = useRef<Set<Shortcut>>(new Set());
  const [listed, setListed] = useState<Shortcut[]>();
  const showList = useCallback(() => setListed([...active.current]), []);
  const registry = useMemo<Registry>(
    () => ({
      add: (shortcut) => {
        active.current.add(shortcut);
        return () => active.current.delete(shortcut);
      },
      showList,
    }),
    [showList],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // The list takes the focus a moment after it shows; the key that closes it works from the first.
      if (listed && event.key === 'Escape') return setListed(undefined);
      if (event.key === '?' && !isTyping(event)) return showList();
      const found = [...active.current].reverse().find((shortcut) => fits(shortcut, event));
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [showList, listed]);
  return (
    <RegistryContext value={registry}>
      {children}
      {listed && <ShortcutList shortcuts={listed} onClose={() => setListed(undefined)} />}
    </RegistryContext>
  );
}

/** Makes a key do something while the component is there. */
export function useShortcut(
  key: string,
  label: string,
  run: () => void,
  options: { whileTyping?: boolean; enabled?: boolean } = {},
) {
  const { add } = useContext(RegistryContext);
  const latest = useRef(run);
  latest.current = run;
  const { whileTyping, enabled = true } = options;
  useEffect(
    () => (enabled ? add({ key, label, whileTyping, run: () => latest.current() }) : undefined),
    [add, key, label, whileTyping, enabled],
  );
}

export const useShowShortcuts = (): (() => void) => useContext(RegistryContext).showList;

function fits(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const wantsMod = shortcut.key.startsWith('mod+');
  const key = wantsMod ? shortcut.key.slice(4) : shortcut.key;
  if (event.altKey || wantsMod !== (event.ctrlKey || event.metaKey)) return false;
  if (event.key.toLowerCase() !== key.toLowerCase()) return false;
  return shortcut.whileTyping === true || !isTyping(event);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  if (!target?.closest) return false;
  if (event.isComposing || target.isContentEditable) return true;
  return (
    target.closest('input, textarea, select, [role="menu"], [role="listbox"], [role="combobox"]') !== null
  );
}
