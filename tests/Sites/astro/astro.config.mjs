import { defineConfig } from 'astro/config';

export default defineConfig({
  image: {
    service: { entrypoint: 'imagefunctions/astro', config: { origin: process.env.PICTURES, formats: ['avif', 'webp'] } },
  },
});
