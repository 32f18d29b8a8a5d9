import { UploadPanel, UploadQueue, useApi } from '@deskmate/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useState } from 'react';

const UploadsContext = createContext<UploadQueue | undefined>(undefined);

export function useUploads(): UploadQueue {
  const queue = useContext(UploadsContext);
  if (!queue) throw new Error('useUploads outside of UploadsProvider');
  return queue;
}

/** Uploads go on while the person looks at other pages. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const api = useApi();
  const queries = useQueryClient();
  const [queue] = useState(
    () =>
      new UploadQueue(api, () => {
        void queries.invalidateQueries({ queryKey: ['documents'] });
        void queries.invalidateQueries({ queryKey: ['spaces'] });
      }),
  );
  return (
    <UploadsContext value={queue}>
      {children}
      <UploadPanel queue={queue} />
    </UploadsContext>
  );
}
