import Image from 'next/image';
import { images } from 'imagefunctions';

const style = { width: '50vw', height: 'auto' };
const kit = images({ origin: process.env.NEXT_PUBLIC_PICTURES });

export default async function Page() {
  const { sources, img } = kit.picture(await kit.info('/images/travel/forest.jpg'), { sizes: '50vw' });
  return (
    <main>
      <Image src="/images/photo.jpg" width={1800} height={1200} sizes="50vw" alt="A ridge at dusk" style={style} />
      <picture>
        {sources.map(({ type, srcset, sizes }) => <source key={type} type={type} srcSet={srcset} sizes={sizes} />)}
        <img src={img.src} srcSet={img.srcset} sizes={img.sizes} width={img.width} height={img.height} alt="A forest" style={style} />
      </picture>
    </main>
  );
}
