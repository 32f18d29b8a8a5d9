import { makeStyles } from '@fluentui/react-components';
import type { HTMLAttributes } from 'react';

const useStyles = makeStyles({
  hidden: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

/** Heard, not seen. */
export function Hidden(props: HTMLAttributes<HTMLDivElement>) {
  return <div {...props} className={useStyles().hidden} />;
}
