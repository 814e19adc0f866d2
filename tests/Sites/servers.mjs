// Starts what the sites need, on free ports, and ends it again.
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as listen } from 'node:net';
import { delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
const children = new Set();
const servers = new Set();

/** What `dotnet build` made. */
const program = (project, name) => join(root, project, 'bin/Debug/net10.0', name);

/** The sample pictures behind the local Front Door. */
export async function startPictures(settings) {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  await start(program('src/LocalFrontDoor', 'LocalFrontDoor'), ['--port', `${port}`], settings, /Ctrl\+C/);
  return address;
}

export async function startAspNet(pictures) {
  const settings = { Pictures: pictures, ASPNETCORE_URLS: 'http://127.0.0.1:0' };
  const [, address] = await start(program('tests/Sites/aspnet', 'AspNetSite'), [], settings, /listening on: (\S+)/);
  return address;
}

/** The machine's own: Playwright would download one. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = process.env.PATH.split(delimiter).flatMap(folder => names.map(name => join(folder, name)));
  const found = process.env.CHROMIUM ?? places.find(existsSync);
  if (!found) throw new Error(`No Chromium: looked for ${names.join(', ')} on PATH; CHROMIUM can name another.`);
  return found;
}

/** Runs a site's own build. */
export async function build(site, pictures) {
  const quiet = { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' };
  const settings = { PICTURES: pictures, NEXT_PUBLIC_PICTURES: pictures, ...quiet };
  const started = performance.now();
  const { child, said } = run('npm', ['run', 'build', '--workspace', `site-${site}`], settings, here);
  const code = await new Promise(ended => child.on('exit', ended));
  if (code !== 0) throw new Error(`The build of ${site} ended with ${code}:\n${said()}`);
  console.log(`# ${site}: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** A built site, with its pictures on the same host as well. */
export async function servePages(folder, pictures) {
  const files = join(here, folder);
  const server = createServer((asked, answer) => {
    const path = decodeURIComponent(new URL(asked.url, pictures).pathname);
    if (/^\/(images|info)\//.test(path)) return void asked.pipe(request(pictures + asked.url, { headers: asked.headers }, got => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
    }));
    const file = path === '/imagefunctions.js' ? join(root, 'web', path) : join(files, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file) || !statSync(file).isFile()) return void answer.writeHead(404).end();
    answer.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(answer);
  });
  servers.add(server);
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${server.address().port}`;
}

export async function stopAll() {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all([...children].map(child => new Promise(ended => {
    child.on('exit', ended);
    child.kill('SIGTERM');
  })));
}

/** Starts a server, and gives the match of what it says when it is up. */
async function start(command, args, settings, up) {
  const { child, said } = run(command, args, settings, root);
  return await new Promise((ready, failed) => {
    child.stdout.on('data', () => up.test(said()) && ready(up.exec(said())));
    child.on('error', failed); // there is no such program
    child.on('exit', code => failed(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${said()}`)));
  });
}

function run(command, args, settings, cwd) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', part => text += part);
  children.add(child);
  child.on('exit', () => children.delete(child));
  child.on('error', () => children.delete(child));
  return { child, said: () => text };
}

async function freePort() {
  const server = listen();
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise(closed => server.close(closed));
  return port;
}
