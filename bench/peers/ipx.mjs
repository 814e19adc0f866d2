// ipx (the image server of Nuxt) over the same originals, read through its own HTTP storage from a container that anybody may read.
// It stores no variants: every request makes one. Environment: PORT, ORIGINALS (the container's address).
import http from 'node:http';
import { createIPX, createIPXNodeServer, ipxHttpStorage } from 'ipx';

const originals = new URL(process.env.ORIGINALS);
const ipx = createIPX({ storage: ipxHttpStorage({ domains: [originals.hostname] }) });
const serve = createIPXNodeServer(ipx);

// /images/name.jpg?d=105x100, as the others are asked, becomes ipx' own /f_webp,q_80,fit_cover,s_100x100/http://.../name.jpg
http.createServer((request, response) => {
  const address = new URL(request.url, 'http://localhost');
  if (address.pathname === '/') {
    response.end('ipx');
    return;
  }
  const format = (request.headers.accept ?? '').includes('webp') ? 'webp' : 'jpeg';
  const name = address.pathname.split('/').slice(2).join('/');
  request.url = `/f_${format},q_80,fit_cover,s_${address.searchParams.get('d')}/${originals}/${name}`;
  serve(request, response);
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
