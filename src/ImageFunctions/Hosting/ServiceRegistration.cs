using ImageFunctions.Http;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Hosting;

/// <summary>What the service is made of; the same under every host.</summary>
internal static class ServiceRegistration
{
    /// <summary>Adds everything from the settings to the endpoints.</summary>
    public static IServiceCollection AddImageFunctions(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(options.Images)
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ImageMetrics>()
        .AddRequests(options.Images)
        .AddSingleton(_ => StorageConnection.Connect(options.Storage))
        .AddSingleton<BlobStore>()
        .AddSingleton<StorageProbe>()
        .AddSingleton<IImageEngine, VipsEngine>()
        .AddSingleton(services => new IdleTrim(GiveBack, services.GetRequiredService<TimeProvider>()))
        .AddSingleton<ConversionThreads>()
        .AddSingleton<ConversionGate>()
        .AddSingleton<Recipe>()
        .AddSingleton<SourceReader>()
        .AddSingleton<WatermarkSource>()
        .AddSingleton<OriginalLookup>()
        .AddSingleton<VariantLookup>()
        .AddSingleton<VariantWriter>()
        .AddSingleton<VariantMaker>()
        .AddSingleton<Health>()
        .AddSingleton<ImageEndpoint>();

    private static void GiveBack()
    {
        if (FeatureSwitches.NativeMemory)
        {
            NativeHeap.Trim();
        }
    }

    private static IServiceCollection AddRequests(this IServiceCollection services, ImageOptions options) => services
        .AddSingleton(new DimensionSnap(options.AllowedDimensions, options.DefaultDimension, options.VariancePercent))
        .AddSingleton(new FormatChoice(options.Formats))
        .AddSingleton<Rewrite>();
}
