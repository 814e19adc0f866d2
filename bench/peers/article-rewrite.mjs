// The rule of the AWS article's viewer-request function, in our own words but with its means: numbers by JavaScript's coercion,
// the greedy expression, `includes`. ArticleTests runs it against our rewrite. The article's prose counts the parts of d from 0, its
// listing reads them one further on; this is the prose.
import querystring from 'node:querystring';

const variance = 20;
const defaultDimension = { w: 200, h: 200 };
const allowedDimensions = [{ w: 100, h: 100 }, { w: 200, h: 200 }, { w: 300, h: 300 }, { w: 400, h: 400 }];

// The path of the variant and what it is; null where nothing is to be rewritten. It throws where the article's does.
export function rewrite(path, query, accept) {
  const { d } = querystring.parse(query);
  if (!d) {
    return null;
  }
  const [, prefix, name, extension] = path.match(/(.*)\/(.*)\.(.*)/);
  const [width] = d.split('x');
  const near = ({ w }) => width >= w - (w * variance) / 100 && width <= w + (w * variance) / 100;
  const { w, h } = allowedDimensions.find(near) ?? defaultDimension;
  const webp = (accept ?? '').includes('webp');
  return { w, h, webp, original: path, path: `${prefix}/${w}x${h}/${webp ? 'webp' : extension}/${name}.${extension}` };
}
