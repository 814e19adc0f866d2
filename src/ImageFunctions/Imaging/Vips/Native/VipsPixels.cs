using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Resampling;

namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>Part of an image while it is computed (vips/region.h). A <see cref="Box"/> has the layout of libvips' own VipsRect.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct VipsRegion
{
    // Before it lies a VipsObject (vips/object.h).
    [FieldOffset(80)]
    public nint Image;

    [FieldOffset(88)]
    public Box Valid;

    [FieldOffset(112)]
    public byte* Data;

    [FieldOffset(120)]
    public int BytesALine;
}

/// <summary>Makes a row out of another.</summary>
internal delegate ReadOnlySpan<byte> RowMap(int y, ReadOnlySpan<byte> row);

/// <summary>Pixels out of images that libvips computes, and into images that it goes on with.</summary>
internal static unsafe class VipsPixels
{
    private const int AnyDemand = 3; // vips/image.h, VIPS_DEMAND_STYLE_ANY
    private const int ThinStrips = 2; // VIPS_DEMAND_STYLE_THINSTRIP
    private const string Sequential = "vips-sequential";

    extension(VipsImage image)
    {
        /// <summary>Computes a part of the image, some rows at a time, from top to bottom, on this thread.</summary>
        /// <exception cref="VipsException">The source could not be decoded, or the work was stopped.</exception>
        public void Read(Box area, int rowsAtOnce, RowReader reader)
        {
            var region = LibVips.NewRegion(image);
            try
            {
                for (var y = 0; y < area.Height; y += rowsAtOnce)
                {
                    var rows = new Box(area.Left, area.Top + y, area.Width, Math.Min(rowsAtOnce, area.Height - y));
                    Require(LibVips.PrepareRegion(region, &rows) == 0, "read rows");
                    reader(Rows(region, rows, image.BytesAPixel));
                }
            }
            finally
            {
                LibVips.Unref((nint)region);
            }
        }

        /// <summary>An image in memory with the same metadata, whose rows are to be written.</summary>
        public VipsImage NewLike(int width, int height, int bands)
        {
            var made = new VipsImage(LibVips.NewMemory());
            Describe(made, image, AnyDemand, width, height, bands);
            return made;
        }

        /// <summary>An image in memory whose rows follow from those of this one.</summary>
        /// <param name="bands">Of the result.</param>
        /// <param name="map">From a row's number and pixels to the new row, which is used before the next call.</param>
        public VipsImage MapRows(int bands, RowMap map)
        {
            var made = image.NewLike(image.Width, image.Height, bands);
            try
            {
                var y = 0;
                image.Read(new Box(0, 0, image.Width, image.Height), 1, rows =>
                {
                    made.WriteRow(y, map(y, rows[0]));
                    y++;
                });
                return made;
            }
            catch
            {
                made.Dispose();
                throw;
            }
        }

        public void WriteRow(int y, ReadOnlySpan<byte> row)
        {
            fixed (byte* first = row)
            {
                Require(LibVips.WriteLine(image, y, first) == 0, "write a row");
            }
        }
    }

    /// <summary>Pictures of one size, one below the other, of which only one is held:
    /// each is made when its rows are asked for, in order.</summary>
    public static VipsImage Column(VipsImage first, int count, Func<int, VipsImage> make, Work work)
    {
        var column = work.Own(new VipsImage(LibVips.NewPartial()));
        Describe(column, first, ThinStrips, first.Width, first.Height * count, first.Bands);
        var maker = work.Own(new ColumnMaker(column.DangerousGetHandle(), first.Height, make));
        Require(LibVips.Generate(column, 0, &ColumnMaker.Fill, 0, maker.Handle, 0) == 0, "stack pictures");
        return column;
    }

    private static void Describe(VipsImage made, VipsImage like, int demand, int width, int height, int bands)
    {
        var sources = stackalloc nint[] { like.DangerousGetHandle(), 0 };
        Require(LibVips.CopyHeader(made, demand, sources) == 0, "describe an image");
        LibVips.InitFields(made, width, height, bands, like.Format, 0, like.Interpretation, 1, 1);
        made.Remove(Sequential);
        GC.KeepAlive(like);
    }

    // What was prepared may be more than was asked for, and lie in another image's memory.
    private static PixelRows Rows(VipsRegion* region, Box rows, int bytesAPixel)
    {
        var (left, top, length) = (rows.Left - region->Valid.Left, rows.Top - region->Valid.Top, rows.Width * bytesAPixel);
        var first = region->Data + ((nint)top * region->BytesALine) + (left * bytesAPixel);
        var pixels = new ReadOnlySpan<byte>(first, ((rows.Height - 1) * region->BytesALine) + length);
        return new PixelRows(pixels, length, rows.Height, region->BytesALine);
    }

    private static void Require(bool done, string what)
    {
        if (!done)
        {
            throw VipsException.Take(what);
        }
    }

    private sealed class ColumnMaker : IDisposable
    {
        private readonly Lock gate = new();
        private readonly nint column;
        private readonly int height;
        private readonly Func<int, VipsImage> make;
        private GCHandle<ColumnMaker> self;

        public ColumnMaker(nint column, int height, Func<int, VipsImage> make)
        {
            (this.column, this.height, this.make) = (column, height, make);
            self = new GCHandle<ColumnMaker>(this);
        }

        public nint Handle => GCHandle<ColumnMaker>.ToIntPtr(self);

        [UnmanagedCallersOnly]
        public static int Fill(VipsRegion* region, nint sequence, nint maker, nint unused, int* stop)
        {
            try
            {
                GCHandle<ColumnMaker>.FromIntPtr(maker).Target.Fill(region);
                return 0;
            }
            catch (Exception)
            {
                return -1; // no exception may cross into C; what libvips said is still in its buffer, or the work was stopped
            }
        }

        public void Dispose() => self.Dispose();

        private void Fill(VipsRegion* region)
        {
            Require(region->Image == column, "find the rows that are asked for");
            var wanted = region->Valid;
            lock (gate)
            {
                for (var y = wanted.Top; y < wanted.Top + wanted.Height;)
                {
                    var (index, top) = Math.DivRem(y, height);
                    var count = Math.Min(height - top, wanted.Top + wanted.Height - y);
                    Copy(make(index), new Box(wanted.Left, top, wanted.Width, count), region, y);
                    y += count;
                }
            }
        }

        private static void Copy(VipsImage from, Box area, VipsRegion* to, int y)
        {
            var region = LibVips.NewRegion(from);
            try
            {
                Require(LibVips.PrepareRegion(region, &area) == 0, "copy rows");
                LibVips.CopyRegion(region, to, &area, area.Left, y);
            }
            finally
            {
                LibVips.Unref((nint)region);
            }
        }
    }
}
