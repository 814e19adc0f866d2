export default defineNuxtConfig({
  modules: ['@nuxt/image'],
  image: {
    provider: 'imagefunctions',
    providers: {
      imagefunctions: { provider: 'imagefunctions/nuxt', options: { origin: process.env.PICTURES, formats: ['avif', 'webp'] } },
    },
  },
  compatibilityDate: '2026-11-01',
  experimental: { payloadExtraction: false }, // the newest unstorage refuses the key "/" that Nuxt 4.4.2 keeps the front page under
  telemetry: false,
});
