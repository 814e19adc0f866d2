'use client';
import { createLoader } from 'imagefunctions/next';

export default createLoader({ origin: process.env.NEXT_PUBLIC_PICTURES });
