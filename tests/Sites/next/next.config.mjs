import { deviceSizes, imageSizes } from 'imagefunctions/next';

export default {
  output: 'export',
  images: { loader: 'custom', loaderFile: './loader.js', deviceSizes, imageSizes },
};
