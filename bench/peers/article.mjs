// Our own port of what the AWS article's two functions do (viewer-request: rewrite; origin-response: make what is missing), to Node's
// http, Blob Storage and sharp: what a user would run on Azure without this project. Environment: PORT, ImageStorage.
import http from 'node:http';
import { BlobServiceClient } from '@azure/storage-blob';
import sharp from 'sharp';
import { rewrite } from './article-rewrite.mjs';

const animated = process.env.ANIMATED === '1'; // the article's function shows an animation's first frame; this keeps all
const cacheControl = 'public, max-age=31536000';

const store = BlobServiceClient.fromConnectionString(process.env.ImageStorage);

function blobAt(path) {
  const [, container, ...name] = path.split('/');
  return { container, name: name.join('/') };
}

async function find({ container, name }) {
  try {
    return await store.getContainerClient(container).getBlobClient(name).download();
  } catch (error) {
    if (error.statusCode === 404) {
      return null;
    }
    throw error;
  }
}

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function sendBlob(response, blob) {
  response.writeHead(200, { 'Content-Type': blob.contentType, 'Content-Length': blob.contentLength, 'Cache-Control': blob.cacheControl ?? cacheControl });
  blob.readableStreamBody.pipe(response);
}

async function make(asked) {
  const original = await find(blobAt(asked.original));
  if (!original) {
    return null;
  }
  const source = await readAll(original.readableStreamBody);
  const resized = sharp(source, { animated }).resize(asked.w, asked.h, { fit: 'cover' });
  const gif = animated && asked.original.endsWith('.gif');
  const encoded = asked.webp ? resized.webp({ quality: 80 }) : gif ? resized.gif() : resized.jpeg({ quality: 80 });
  const content = await encoded.toBuffer();
  const contentType = asked.webp ? 'image/webp' : gif ? 'image/gif' : 'image/jpeg';

  // The answer does not wait for the store, as in the article.
  const variant = blobAt(asked.path);
  store.getContainerClient(variant.container).getBlockBlobClient(variant.name)
    .uploadData(content, { blobHTTPHeaders: { blobContentType: contentType, blobCacheControl: cacheControl } })
    .catch((error) => console.error(`not stored: ${error.message}`));
  return { content, contentType };
}

async function answer(request, response) {
  const address = new URL(request.url, 'http://localhost');
  if (address.pathname === '/') {
    response.end('article');
    return;
  }
  const asked = rewrite(address.pathname, address.search.slice(1), request.headers.accept);
  const stored = await find(blobAt(asked?.path ?? address.pathname));
  if (stored) {
    sendBlob(response, stored);
    return;
  }
  const made = asked && await make(asked);
  if (!made) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': made.contentType, 'Content-Length': made.content.length, 'Cache-Control': cacheControl });
  response.end(made.content);
}

http.createServer((request, response) => answer(request, response).catch((error) => {
  console.error(error.message);
  response.headersSent ? response.destroy() : response.writeHead(500).end();
})).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
