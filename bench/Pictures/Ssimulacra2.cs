using System.Numerics;
using System.Runtime.InteropServices;
using ImageFunctions.Imaging.Resampling;

namespace Bench.Pictures;

/// <summary>
/// SSIMULACRA 2, the measure of how alike two pictures look by Jon Sneyers (github.com/cloudinary/ssimulacra2, as of April 2023): 100 is
/// the same picture, 90 not to be told apart side by side, 70 high quality, 50 medium. Written anew from its description, in double
/// precision; the constants are its definition. It is computed here because Debian 12 does not package libjxl's tool of that name.
/// </summary>
internal static class Ssimulacra2
{
    private const int Scales = 6;
    private const int LeastSide = 8;
    private const int Reach = 4;
    private const double C2 = 0.0009;

    // The definition's recursive Gaussian of sigma 1.5, as what it makes of a single sample; it sees zeros outside of the picture.
    private static readonly double[] Blur =
        [0.0094144, 0.0360111, 0.1093354, 0.2129286, 0.2646211, 0.2129286, 0.1093354, 0.0360111, 0.0094144];

    // For X, Y and B: for each scale: mean of errors, of new edges and of lost edges, and then the same three by their 4-norm.
    private static readonly double[] Weights =
    [
        0, 0.0007376606707406586, 0, 0, 0.0007793481682867309, 0, 0, 0.0004371155730107379, 0, 1.1041726426657346, 0.00066284834129271,
        0.00015231632783718752, 0, 0.0016406437456599754, 0, 1.8422455520539298, 11.441172603757666, 0, 0.0007989109436015163,
        0.000176816438078653, 0, 1.8787594979546387, 10.94906990605142, 0, 0.0007289346991508072, 0.9677937080626833, 0,
        0.00014003424285435884, 0.9981766977854967, 0.00031949755934435053, 0.0004550992113792063, 0, 0, 0.0013648766163243398, 0, 0,
        0, 0, 0, 7.466890328078848, 0, 17.445833984131262, 0.0006235601634041466, 0, 0, 6.683678146179332, 0.00037724407979611296,
        1.027889937768264, 225.20515300849274, 0, 0, 19.213238186143016, 0.0011401524586618361, 0.001237755635509985,
        176.39317598450694, 0, 0, 24.43300999870476, 0.28520802612117757, 0.0004485436923833408, 0, 0, 0, 34.77906344483772,
        44.835625328877896, 0, 0, 0, 0, 0, 0, 0, 0, 0.0008680556573291698, 0, 0, 0, 0, 0, 0.0005313191874358747, 0,
        0.00016533814161379112, 0, 0, 0, 0, 0, 0.0004179171803251336, 0.0017290828234722833, 0, 0.0020827005846636437, 0, 0,
        8.826982764996862, 23.19243343998926, 0, 95.1080498811086, 0.9863978034400682, 0.9834382792465353, 0.0012286405048278493,
        171.2667255897307, 0.9807858872435379, 0, 0, 0, 0.0005130064588990679, 0, 0.00010854057858411537,
    ];

    /// <summary>Compares two pictures of three bands and one size.</summary>
    public static double Of(PixelBuffer original, PixelBuffer distorted)
    {
        if ((original.Width, original.Height, original.Bands, distorted.Bands) != (distorted.Width, distorted.Height, 3, 3))
        {
            throw new ArgumentException($"{original} and {distorted} cannot be compared.");
        }

        var (a, b) = (Planes.Of(original), Planes.Of(distorted));
        double sum = 0;
        for (var scale = 0; scale < Scales && a.Width >= LeastSide && a.Height >= LeastSide; scale++)
        {
            sum += Compare(a.ToXyb(), b.ToXyb(), scale);
            (a, b) = (a.Halve(), b.Halve());
        }

        sum *= 0.9562382616834844;
        sum = (2.326765642916932 * sum) - (0.020884521182843837 * sum * sum) + (6.248496625763138e-05 * sum * sum * sum);
        return sum > 0 ? 100 - (10 * Math.Pow(sum, 0.6276336467831387)) : 100;
    }

    private static double Compare(Planes a, Planes b, int scale)
    {
        double sum = 0;
        Span<double> norms = stackalloc double[6];
        for (var channel = 0; channel < 3; channel++)
        {
            var (x, y) = (a.Channels[channel], b.Channels[channel]);
            var (meanX, meanY) = (a.Blurred(x), a.Blurred(y));
            var (xx, yy, xy) = (a.Blurred(Product(x, x)), a.Blurred(Product(y, y)), a.Blurred(Product(x, y)));
            norms.Clear();
            for (var i = 0; i < x.Length; i++)
            {
                var apart = meanX[i] - meanY[i];
                var structure =
                    ((2 * (xy[i] - (meanX[i] * meanY[i]))) + C2) / (xx[i] - (meanX[i] * meanX[i]) + yy[i] - (meanY[i] * meanY[i]) + C2);
                Add(norms, 0, Math.Max(0, 1 - ((1 - (apart * apart)) * structure)));
                var edge = ((1 + Math.Abs(y[i] - meanY[i])) / (1 + Math.Abs(x[i] - meanX[i]))) - 1;
                Add(norms, 1, Math.Max(0, edge));
                Add(norms, 2, Math.Max(0, -edge));
            }

            for (var i = 0; i < 6; i++)
            {
                var mean = norms[i] / x.Length;
                sum += Weights[(((channel * Scales) + scale) * 6) + i] * (i < 3 ? mean : Math.Sqrt(Math.Sqrt(mean)));
            }
        }

        return sum;
    }

    private static void Add(Span<double> norms, int index, double error)
    {
        norms[index] += error;
        norms[index + 3] += error * error * error * error;
    }

    private static double[] Product(double[] a, double[] b)
    {
        var product = new double[a.Length];
        for (var i = 0; i < product.Length; i++)
        {
            product[i] = a[i] * b[i];
        }

        return product;
    }

    private sealed record Planes(int Width, int Height, double[][] Channels)
    {
        // The colour space XYB of JPEG XL (ISO/IEC 18181-1).
        private const double Bias = 0.0037930732552754493;

        private static readonly double[][] Absorbance =
            [[0.3, 0.622, 0.078], [0.23, 0.692, 0.078], [0.24342268924547819, 0.20476744424496821, 0.5518098665095536]];

        private static readonly double[] Light = [.. Enumerable.Range(0, 256).Select(number => SrgbCurve.ToLight(number / 255.0))];

        public static Planes Of(PixelBuffer picture)
        {
            var count = picture.Width * picture.Height;
            double[][] channels = [new double[count], new double[count], new double[count]];
            for (var i = 0; i < 3 * count; i++)
            {
                channels[i % 3][i / 3] = Light[picture.Samples[i]];
            }

            return new Planes(picture.Width, picture.Height, channels);
        }

        // Shifted and stretched so that no difference exceeds 1.
        public Planes ToXyb()
        {
            double[][] to = [new double[Width * Height], new double[Width * Height], new double[Width * Height]];
            for (var i = 0; i < Width * Height; i++)
            {
                var (l, m, s) = (Cone(0, i), Cone(1, i), Cone(2, i));
                var y = (l + m) / 2;
                (to[0][i], to[1][i], to[2][i]) = (((l - m) / 2 * 14) + 0.42, y + 0.01, s - y + 0.55);
            }

            return this with { Channels = to };
        }

        public Planes Halve()
        {
            var (width, height) = ((Width + 1) / 2, (Height + 1) / 2);
            return new Planes(width, height, [.. Channels.Select(plane => Enumerable.Range(0, width * height).Select(i =>
            {
                var (left, top) = (i % width * 2, i / width * 2);
                var (right, bottom) = (Math.Min(left + 1, Width - 1), Math.Min(top + 1, Height - 1));
                return (plane[(top * Width) + left]
                    + plane[(top * Width) + right] + plane[(bottom * Width) + left] + plane[(bottom * Width) + right]) / 4;
            }).ToArray())]);
        }

        public double[] Blurred(double[] plane)
        {
            var (across, down) = (new double[plane.Length], new double[plane.Length]);
            for (var y = 0; y < Height; y++)
            {
                for (var tap = -Reach; tap <= Reach; tap++)
                {
                    var count = Math.Max(0, Width - Math.Abs(tap));
                    var from = plane.AsSpan((y * Width) + Math.Min(Width, Math.Max(0, tap)), count);
                    AddWeighted(from, Blur[tap + Reach], across.AsSpan((y * Width) + Math.Min(Width, Math.Max(0, -tap)), count));
                }
            }

            for (var y = 0; y < Height; y++)
            {
                for (var row = Math.Max(0, y - Reach); row <= Math.Min(Height - 1, y + Reach); row++)
                {
                    AddWeighted(across.AsSpan(row * Width, Width), Blur[row - y + Reach], down.AsSpan(y * Width, Width));
                }
            }

            return down;
        }

        private static void AddWeighted(ReadOnlySpan<double> from, double weight, Span<double> to)
        {
            var vectors = MemoryMarshal.Cast<double, Vector<double>>(to);
            var others = MemoryMarshal.Cast<double, Vector<double>>(from);
            for (var i = 0; i < vectors.Length; i++)
            {
                vectors[i] += others[i] * weight;
            }

            for (var i = vectors.Length * Vector<double>.Count; i < to.Length; i++)
            {
                to[i] += from[i] * weight;
            }
        }

        private double Cone(int cone, int i)
        {
            var row = Absorbance[cone];
            return Math.Cbrt((row[0] * Channels[0][i]) + (row[1] * Channels[1][i]) + (row[2] * Channels[2][i]) + Bias) - Math.Cbrt(Bias);
        }
    }
}
