import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const web = join(here, '../../web/types');

/** Throws with what the compiler says. */
function compile(...args) {
  try {
    execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), ...args], { cwd: here, encoding: 'utf8' });
  } catch ({ stdout }) {
    assert.fail(stdout);
  }
}

test('the kit’s sources are typed, and its declarations are theirs (npm run types writes them)', t => {
  const out = mkdtempSync(join(tmpdir(), 'types-'));
  t.after(() => rmSync(out, { recursive: true }));
  compile('-p', 'tsconfig.json', '--outDir', out);
  const written = Object.fromEntries(readdirSync(out).map(file => [file, readFileSync(join(out, file), 'utf8')]));
  const committed = readdirSync(web).filter(file => file.endsWith('.d.ts')).map(file => [file, readFileSync(join(web, file), 'utf8')]);
  assert.deepEqual(Object.fromEntries(committed), written);
});

test('TypeScript takes what is right and nothing else', () =>
  compile('-p', 'tsconfig.use.json'));
