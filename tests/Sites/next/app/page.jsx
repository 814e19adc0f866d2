import Image from 'next/image';

const style = { width: '50vw', height: 'auto' };

export default function Page() {
  return (
    <main>
      <Image src="/images/photo.jpg" width={1800} height={1200} sizes="50vw" alt="A ridge at dusk" style={style} />
      <Image src="/images/travel/forest.jpg" width={1000} height={1500} sizes="50vw" alt="A forest" style={style} />
    </main>
  );
}
