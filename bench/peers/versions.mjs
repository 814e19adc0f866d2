// One line for the report: what the peers are made of.
import { createRequire } from 'node:module';
import sharp from 'sharp';

const require = createRequire(import.meta.url);
const version = (name) => require(`./node_modules/${name}/package.json`).version;
console.log(`Node ${process.versions.node}, sharp ${version('sharp')} (libvips ${sharp.versions.vips}), @azure/storage-blob ${version('@azure/storage-blob')}, ipx ${version('ipx')}`);
