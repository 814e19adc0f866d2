using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;

namespace ImageFunctions.Imaging.Vips;

/// <summary>
/// Reads HEIC (HEVC), which libvips' codecs do not, where the build has a decoder for it, and rewrites it as an uncompressed TIFF. The
/// picture is upright afterwards: a HEIC is turned by its own properties, and its EXIF orientation only repeats them.
/// </summary>
internal static unsafe class HeicFile
{
    /// <summary>As a HEIF names it.</summary>
    public const string Coding = "hvc1";

    private const int MostTiles = 10_000;
    private const int Slack = 64 << 20; // of boxes, tables, and a tile under way
    private const int RowsAStrip = 16;

    /// <summary>Whether the build has the decoder: <c>-p:Heic=true</c>.</summary>
#if HEIC
    public static bool IsRead => true;
#else
    public static bool IsRead => false;
#endif

    /// <summary>Whether it is one, whatever its brand says, and can be read.</summary>
    public static bool Detect(NativeBuffer source) => IsRead
        && SourceSignature.Detect(source.GetSpan()) is SourceKind.Heif or SourceKind.HeifHevc
        && HeifFile.Read(source.GetSpan()) is { Coding: Coding };

    /// <summary>Reads the header alone.</summary>
    /// <param name="source">All of the file.</param>
    /// <param name="maxPixels">A picture that claims more is refused.</param>
    /// <exception cref="VipsException">It is broken.</exception>
    public static Outcome<SourceInfo> ReadHeader(NativeBuffer source, long maxPixels)
    {
        using var picture = new Picture(source, maxPixels);
        return picture.Info.Pixels > maxPixels ? Refusal.TooManyPixels(maxPixels) : picture.Info;
    }

    /// <summary>The same picture as TIFF, to be disposed.</summary>
    /// <param name="source">All of the file.</param>
    /// <param name="maxPixels">A picture that claims more is refused.</param>
    /// <param name="cancellation">Stops it between two tiles; a picture that is one tile is decoded to its end.</param>
    /// <exception cref="VipsException">It is broken.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Outcome<NativeBuffer> ToTiff(NativeBuffer source, long maxPixels, CancellationToken cancellation)
    {
        using var picture = new Picture(source, maxPixels);
        return picture.Info.Pixels > maxPixels || Tiff.Length(picture.Info, picture.Profile) > int.MaxValue
            ? Refusal.TooManyPixels(maxPixels)
            : picture.Decode(cancellation);
    }

    private sealed class Picture : IDisposable
    {
        private readonly nint context;
        private readonly nint handle;

        public Picture(NativeBuffer source, long maxPixels)
        {
            context = LibHeif.NewContext();
            var limits = LibHeif.LimitsOf(context);
            limits->ImagePixels = (ulong)maxPixels;
            limits->Tiles = MostTiles;
            LibHeif.SetThreads(context, 0); // parallel across pictures, not within one
            try
            {
                LibHeif.Read(context, source.Pointer, (nuint)source.Length, 0).ThrowIfFailed();
                nint primary;
                LibHeif.PrimaryOf(context, &primary).ThrowIfFailed();
                handle = primary;
                Info = Describe(HdrCoding.Of(CodePoints.Of(SourceKind.HeifHevc, source.GetSpan())));
                Profile = new byte[(int)LibHeif.ProfileLength(handle)];
                fixed (byte* first = Profile)
                {
                    if (first is not null)
                    {
                        LibHeif.CopyProfile(handle, first).ThrowIfFailed();
                    }
                }

                // What admission has set aside, and no more.
                limits->TotalMemory = (ulong)((Info.Pixels * Info.PixelBytes * 3) + Slack);
                limits->MemoryBlock = limits->TotalMemory;
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public SourceInfo Info { get; }

        public byte[] Profile { get; }

        public NativeBuffer Decode(CancellationToken cancellation)
        {
            var stopped = (int*)NativeMemory.AllocZeroed(sizeof(int));
            var registration = cancellation.UnsafeRegister(static flag => Volatile.Write(ref *(int*)(nint)flag!, 1), (nint)stopped);
            var options = LibHeif.NewDecoding();
            nint image = 0;
            try
            {
                options->IsCancelled = &IsStopped;
                options->UserData = (nint)stopped;
                options->Strict = 1;
                options->DecoderId = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference("libde265\0"u8));
                var error = LibHeif.Decode(handle, &image, LibHeif.Rgb, Chroma, options);
                cancellation.ThrowIfCancellationRequested();
                error.ThrowIfFailed();
                return Copy(image);
            }
            finally
            {
                LibHeif.ReleaseImage(image);
                LibHeif.FreeDecoding(options);
                registration.Dispose();
                NativeMemory.Free(stopped);
            }
        }

        public void Dispose()
        {
            LibHeif.ReleaseHandle(handle);
            LibHeif.FreeContext(context);
        }

        private int Chroma => (Info.SampleBytes, Info.Bands) switch
        {
            (1, 3) => LibHeif.InterleavedRgb,
            (1, _) => LibHeif.InterleavedRgba,
            (_, 3) => LibHeif.InterleavedWideRgb,
            _ => LibHeif.InterleavedWideRgba,
        };

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static int IsStopped(nint flag) => Volatile.Read(ref *(int*)flag);

        private SourceInfo Describe(HdrCoding? hdr) =>
            new(SourceKind.HeifHevc, LibHeif.Width(handle), LibHeif.Height(handle), 1, new Orientation(1))
            {
                Bands = LibHeif.HasAlpha(handle) != 0 ? 4 : 3,
                SampleBytes = LibHeif.Bits(handle) > 8 ? 2 : 1,
                Hdr = hdr,
            };

        private NativeBuffer Copy(nint image)
        {
            nuint stride;
            var plane = LibHeif.Plane(image, LibHeif.Interleaved, &stride);
            var (width, height) = (LibHeif.PlaneWidth(image, LibHeif.Interleaved), LibHeif.PlaneHeight(image, LibHeif.Interleaved));
            if (plane is null || width != Info.Width || height != Info.Height)
            {
                throw new VipsException("heif: the picture is not of the size that its header tells");
            }

            var tiff = new NativeBuffer((int)Tiff.Length(Info, Profile));
            var pixels = tiff.GetSpan()[Tiff.WriteHeader(Info, Profile, tiff.GetSpan())..];
            var row = Info.Width * Info.PixelBytes;
            var highest = (1 << LibHeif.PlaneBits(image, LibHeif.Interleaved)) - 1;
            for (var y = 0; y < height; y++)
            {
                var from = new ReadOnlySpan<byte>(plane + ((nuint)y * stride), row);
                Spread(from, pixels.Slice(y * row, row), highest);
            }

            return tiff;
        }

        // Samples of 10 bits, say, become such of 16.
        private void Spread(ReadOnlySpan<byte> from, Span<byte> to, int highest)
        {
            if (Info.SampleBytes == 1 || highest <= 0)
            {
                from.CopyTo(to);
                return;
            }

            var samples = MemoryMarshal.Cast<byte, ushort>(from);
            var wide = MemoryMarshal.Cast<byte, ushort>(to);
            for (var i = 0; i < samples.Length; i++)
            {
                wide[i] = (ushort)(((Math.Min(samples[i], highest) * ushort.MaxValue) + (highest / 2)) / highest);
            }
        }
    }

    // TIFF 6.0, section 2: the header, one directory, what its fields point to, the strips.
    private static class Tiff
    {
        private const int Short = 3;
        private const int Long = 4;
        private const int Undefined = 7;
        private const int Fields = 12;
        private const int Directory = 8 + 2 + (12 * Fields) + 4;
        private const int Bits = Directory;
        private const int Tables = Bits + 8;

        public static long Length(SourceInfo info, byte[] profile) =>
            Pixels(info, profile) + (info.Pixels * info.PixelBytes);

        /// <summary>Writes all but the pixels.</summary>
        /// <returns>Where those begin.</returns>
        public static int WriteHeader(SourceInfo info, byte[] profile, Span<byte> file)
        {
            var (strips, strip) = (Strips(info), RowsAStrip * info.Width * info.PixelBytes);
            var (counts, icc, pixels) = (Tables + (4 * strips), Tables + (8 * strips), Pixels(info, profile));
            file[..pixels].Clear();
            "II*\0\b\0\0\0"u8.CopyTo(file);
            BinaryPrimitives.WriteUInt16LittleEndian(file[8..], Fields);
            (int Tag, int Type, int Count, int Value)[] fields =
            [
                (256, Long, 1, info.Width), (257, Long, 1, info.Height), (258, Short, info.Bands, Bits), (259, Short, 1, 1),
                (262, Short, 1, 2), (273, Long, strips, strips == 1 ? pixels : Tables), (277, Short, 1, info.Bands),
                (278, Long, 1, RowsAStrip), (279, Long, strips, strips == 1 ? info.Height * info.Width * info.PixelBytes : counts),
                (284, Short, 1, 1), (338, Short, info.Bands - 3, 2), (34675, Undefined, profile.Length, icc),
            ];
            var at = 10;
            foreach (var field in fields.Where(field => field.Count > 0))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(file[at..], (ushort)field.Tag);
                BinaryPrimitives.WriteUInt16LittleEndian(file[(at + 2)..], (ushort)field.Type);
                BinaryPrimitives.WriteInt32LittleEndian(file[(at + 4)..], field.Count);
                BinaryPrimitives.WriteInt32LittleEndian(file[(at + 8)..], field.Value);
                at += 12;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(file[8..], (ushort)((at - 10) / 12));
            for (var i = 0; i < info.Bands; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(file[(Bits + (2 * i))..], (ushort)(8 * info.SampleBytes));
            }

            for (var i = 0; i < strips; i++)
            {
                var left = (info.Height - (i * RowsAStrip)) * info.Width * info.PixelBytes;
                BinaryPrimitives.WriteInt32LittleEndian(file[(Tables + (4 * i))..], pixels + (i * strip));
                BinaryPrimitives.WriteInt32LittleEndian(file[(counts + (4 * i))..], Math.Min(strip, left));
            }

            profile.CopyTo(file[icc..]);
            return pixels;
        }

        private static int Strips(SourceInfo info) => (info.Height + RowsAStrip - 1) / RowsAStrip;

        private static int Pixels(SourceInfo info, byte[] profile) => (Tables + (8 * Strips(info)) + profile.Length + 7) / 8 * 8;
    }
}
