using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>Owns every image of one conversion, and memory that they are read from,
/// and stops their computation when the conversion is cancelled.</summary>
internal sealed class Work : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<VipsImage> images = [];
    private readonly List<IDisposable> origins = [];
    private readonly CancellationTokenRegistration registration;
    private bool stopped;

    /// <summary>Begins; <paramref name="cancellation"/> stops it.</summary>
    public Work(CancellationToken cancellation)
    {
        Cancellation = cancellation;
        registration = cancellation.UnsafeRegister(static work => ((Work)work!).Stop(), this);
    }

    /// <summary>Takes over an image until the end of the work.</summary>
    /// <exception cref="OperationCanceledException">The work was stopped: no further step begins.</exception>
    public VipsImage Own(VipsImage image)
    {
        lock (gate)
        {
            images.Add(image);
            if (stopped)
            {
                throw new OperationCanceledException(Cancellation);
            }
        }

        return image;
    }

    /// <summary>Takes over what images are read from until the end of the work.</summary>
    public T Own<T>(T origin)
        where T : IDisposable
    {
        origins.Add(origin);
        return origin;
    }

    public CancellationToken Cancellation { get; }

    /// <summary>Work of its own that ends sooner; the same token stops it.</summary>
    public Work Begin() => new(Cancellation);

    /// <summary>Releases all images, the latest first, and then what they were read from, likewise.</summary>
    public void Dispose()
    {
        registration.Dispose();
        for (var i = images.Count - 1; i >= 0; i--)
        {
            images[i].Dispose();
        }

        for (var i = origins.Count - 1; i >= 0; i--)
        {
            origins[i].Dispose();
        }

        VipsThread.FreeBuffers();
    }

    // Every image is marked: which of them is being computed is known to libvips alone.
    private void Stop()
    {
        lock (gate)
        {
            stopped = true;
            foreach (var image in images)
            {
                image.Kill();
            }
        }
    }
}
