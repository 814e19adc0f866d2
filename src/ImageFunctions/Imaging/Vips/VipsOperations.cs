using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The operations that the pipeline uses, by their names in libvips' reference. Each gives a new image, lazily computed.</summary>
internal static class VipsOperations
{
    private const int BlendOver = 2; // vips/conversion.h, VIPS_BLEND_MODE_OVER
    private const int KernelNearest = 0; // vips/resample.h, VIPS_KERNEL_NEAREST
    private const int ExtendWithBackground = 5; // vips/conversion.h, VIPS_EXTEND_BACKGROUND

    extension(VipsImage image)
    {
        /// <summary>Scales; 1 keeps the size. Shrinks with a box filter and Lanczos 3, enlarges bicubically.</summary>
        public VipsImage Resize(double horizontal, double vertical)
        {
            using var operation = new VipsOperation("resize");
            return operation.Set("in", image).Set("scale", horizontal).Set("vscale", vertical).Run();
        }

        /// <summary>Scales by taking the nearest pixel.</summary>
        public VipsImage Sample(double horizontal, double vertical)
        {
            using var operation = new VipsOperation("resize");
            return operation.Set("in", image).Set("scale", horizontal).Set("vscale", vertical).Set("kernel", KernelNearest).Run();
        }

        /// <summary>A rectangle out of the image; it must lie inside.</summary>
        public VipsImage Extract(int left, int top, int width, int height)
        {
            using var operation = new VipsOperation("extract_area");
            return operation.Set("input", image).Set("left", left).Set("top", top).Set("width", width).Set("height", height).Run();
        }

        /// <summary>The most interesting rectangle of that size.</summary>
        public VipsImage SmartCrop(int width, int height, VipsInteresting interesting)
        {
            using var operation = new VipsOperation("smartcrop");
            return operation.Set("input", image).Set("width", width).Set("height", height).Set("interesting", interesting).Run();
        }

        /// <summary>Turned and mirrored by the EXIF orientation, which is then gone.</summary>
        public VipsImage AutoRotate()
        {
            using var operation = new VipsOperation("autorot");
            return operation.Set("in", image).Run();
        }

        /// <summary>Colours weighted by alpha, so that what is transparent does not bleed into its neighbours.</summary>
        public VipsImage Premultiply() => Simple(image, "premultiply");

        /// <summary>The opposite of <see cref="Premultiply"/>.</summary>
        public VipsImage Unpremultiply() => Simple(image, "unpremultiply");

        /// <summary>Samples of another type, clipped to its range.</summary>
        public VipsImage Cast(VipsBandFormat format)
        {
            using var operation = new VipsOperation("cast");
            return operation.Set("in", image).Set("format", format).Run();
        }

        /// <summary>Into another colour space by the interpretation alone.</summary>
        public VipsImage ToColourSpace(VipsInterpretation space)
        {
            using var operation = new VipsOperation("colourspace");
            return operation.Set("in", image).Set("space", space).Run();
        }

        /// <summary>
        /// Into 8 bits by ICC profiles: the embedded one, else <paramref name="assumed"/>; both names are of profiles built into
        /// libvips.
        /// </summary>
        public VipsImage IccTransform(string assumed, string wanted = "srgb")
        {
            using var operation = new VipsOperation("icc_transform");
            return operation.Set("in", image).Set("output_profile", wanted).Set("embedded", true).Set("input_profile", assumed)
                .Set("intent", VipsIntent.Perceptual).Set("black_point_compensation", true).Set("depth", 8).Run();
        }

        /// <summary>Without alpha, on a background of 0–255 a channel.</summary>
        public VipsImage Flatten(ReadOnlySpan<double> background)
        {
            using var operation = new VipsOperation("flatten");
            return operation.Set("in", image).Set("background", background).Run();
        }

        /// <summary>With an opaque alpha band.</summary>
        public VipsImage AddAlpha() => Simple(image, "addalpha");

        /// <summary>On a larger canvas of one colour.</summary>
        public VipsImage Embed(int left, int top, int width, int height, ReadOnlySpan<double> colour)
        {
            using var operation = new VipsOperation("embed");
            return operation.Set("in", image).Set("x", left).Set("y", top).Set("width", width).Set("height", height)
                .Set("extend", ExtendWithBackground).Set("background", colour).Run();
        }

        /// <summary>Another picture laid over this one, both with straight alpha; the result has alpha.</summary>
        public VipsImage LayOver(VipsImage overlay, int left, int top)
        {
            using var operation = new VipsOperation("composite2");
            return operation.Set("base", image).Set("overlay", overlay).Set("mode", BlendOver).Set("x", left).Set("y", top).Run();
        }

        /// <summary>The first bands.</summary>
        public VipsImage TakeBands(int count)
        {
            using var operation = new VipsOperation("extract_band");
            return operation.Set("in", image).Set("band", 0).Set("n", count).Run();
        }

        /// <summary>Each band times a factor plus an offset; the samples become floating point.</summary>
        public VipsImage Linear(ReadOnlySpan<double> factors, ReadOnlySpan<double> offsets)
        {
            using var operation = new VipsOperation("linear");
            return operation.Set("in", image).Set("a", factors).Set("b", offsets).Run();
        }

        /// <summary>The same pixels with metadata of its own, which may be set.</summary>
        public VipsImage Copy() => Simple(image, "copy");

        private VipsImage Simple(string name)
        {
            using var operation = new VipsOperation(name);
            return operation.Set("in", image).Run();
        }
    }

    /// <summary>Images side by side, in as many rows as it takes.</summary>
    public static VipsImage Tile(IReadOnlyList<VipsImage> images, int across)
    {
        using var operation = new VipsOperation("arrayjoin");
        return operation.Set("in", images).Set("across", across).Run();
    }
}
