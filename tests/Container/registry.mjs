// A registry on this machine with one image that holds nothing: what an image of ours is built on where the real base cannot be had.
// Prints its address when it listens; ends when its standard input does.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'

const digest = bytes => 'sha256:' + createHash('sha256').update(bytes).digest('hex')
const json = value => Buffer.from(JSON.stringify(value))

const tar = Buffer.alloc(1024) // two blocks of zeros: an archive without a file
const layer = gzipSync(tar)
const config = json({
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/usr/bin:/bin'] },
  rootfs: { type: 'layers', diff_ids: [digest(tar)] },
  history: [{ created: '2026-01-01T00:00:00Z', created_by: 'nothing' }],
})
const part = (type, bytes) => ({ mediaType: type, size: bytes.length, digest: digest(bytes) })
const manifest = json({
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  config: part('application/vnd.docker.container.image.v1+json', config),
  layers: [part('application/vnd.docker.image.rootfs.diff.tar.gzip', layer)],
})

const answers = {
  '/v2/': ['application/json', json({})],
  '/v2/nothing/manifests/1': ['application/vnd.docker.distribution.manifest.v2+json', manifest],
  [`/v2/nothing/manifests/${digest(manifest)}`]: ['application/vnd.docker.distribution.manifest.v2+json', manifest],
  [`/v2/nothing/blobs/${digest(config)}`]: ['application/octet-stream', config],
  [`/v2/nothing/blobs/${digest(layer)}`]: ['application/octet-stream', layer],
}

const server = createServer((request, response) => {
  const [type, body] = answers[request.url] ?? ['text/plain', Buffer.from('not found')]
  response.writeHead(answers[request.url] ? 200 : 404, { 'content-type': type, 'content-length': body.length, 'docker-content-digest': digest(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
})
server.listen(0, '127.0.0.1', () => console.log(`localhost:${server.address().port}`))
process.stdin.resume().on('end', () => process.exit())
