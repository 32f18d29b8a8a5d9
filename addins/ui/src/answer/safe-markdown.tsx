import { Link } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import Markdown, { type Components, type UrlTransform } from 'react-markdown';
import remarkGfm from 'remark-gfm';

const SAFE_PROTOCOL = /^(https?:|mailto:)/i;

/** Only links that a person can judge; everything else (javascript:, data:, relative paths) loses its target. */
export const safeUrl: UrlTransform = (url) => (SAFE_PROTOCOL.test(url.trim()) ? url : '');

const components: Components = {
  a: ({ href, children }) =>
    href ? (
      <Link inline href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
        {children}
      </Link>
    ) : (
      <>{children}</>
    ),
  // An image would be fetched from wherever the text says: its description is shown instead.
  img: ({ alt }) => <>{alt}</>,
};

const inline: Components = { ...components, p: ({ children }) => <>{children}</> };

interface SafeMarkdownProps {
  text: string;
  /** Stands within a sentence: no paragraph around it. */
  isInline?: boolean;
}

/** Markdown from a model: no raw HTML, no images, no links but web and mail addresses. */
export function SafeMarkdown({ text, isInline }: SafeMarkdownProps): ReactNode {
  return (
    <Markdown
      remarkPlugins={[remarkGfm]}
      skipHtml
      urlTransform={safeUrl}
      components={isInline ? inline : components}
    >
      {text}
    </Markdown>
  );
}
