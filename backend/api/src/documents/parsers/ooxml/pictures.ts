import { tidy } from '../plain-text.js';

/** What someone wrote about a picture; '' for file names and for what programs put there. */
export function describedPicture(description: string | undefined): string {
  const text = tidy(
    (description ?? '').replace(
      /(Description automatically generated|AI-generated content may be incorrect\.?|描述已自动生成).*$/is,
      '',
    ),
  );
  const isFileName = /^\S+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg)$/i.test(text);
  return isFileName || text.length < 8 ? '' : text.replace(/\n/g, ' ');
}
