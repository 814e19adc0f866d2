using ImageFunctions.Events;
using ImageFunctions.Http;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Lifecycle;
using ImageFunctions.Purging;
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
        .AddSingleton<RequestTelemetry>()
        .AddRequests(options.Images)
        .AddSingleton(_ => StorageConnection.Connect(options.Storage))
        .AddSingleton<BlobStore>()
        .AddSingleton(_ => new WorkQueue(options.Queue))
        .AddSingleton<IImageEngine, ImageEngine>() // -p:ImageEngine, engine.props
        .AddSingleton(services => new IdleTrim(
            FeatureSwitches.NativeMemory ? GiveMemoryBack : static () => { }, services.GetRequiredService<TimeProvider>()))
        .AddSingleton<ConversionThreads>()
        .AddSingleton<ConversionAdmission>()
        .AddSingleton<Recipe>()
        .AddSingleton(OpenCrashGuard)
        .AddSingleton<BrokenSources>()
        .AddSingleton<OriginalInfo>()
        .AddSingleton<SourceConverter>()
        .AddSingleton<WatermarkSource>()
        .AddSingleton<VariantLookup>()
        .AddSingleton<VariantWriter>()
        .AddSingleton<SharedConversion>()
        .AddSingleton<VariantMaker>()
        .AddFreshness(options)
        .AddSingleton<Health>()
        .AddSingleton<ImageEndpoint>();

    // The managed heap is small, and so collected within milliseconds; left alone it keeps several times of what is in use.
    private static void GiveMemoryBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    private static IServiceCollection AddFreshness(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(provider => new EdgePurge(
            options.Purge is { } purge ? new FrontDoorClient(purge, StorageConnection.Credential(options.Storage.ClientId)) : null,
            provider.GetRequiredService<ImageMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EdgePurge>>()))
        .AddSingleton<StaleAnswer>()
        .AddSingleton<FallbackAnswer>()
        .AddSingleton<VariantInventory>()
        .AddSingleton<Pregeneration>()
        .AddSingleton<OriginalChange>()
        .AddSingleton<OriginalChangedEndpoint>()
        .AddSingleton<MakeVariantsEndpoint>();

    private static IServiceCollection AddRequests(this IServiceCollection services, ImageOptions options) => services
        .AddSingleton(new DimensionSnap(options.AllowedDimensions, options.DefaultDimension, options.VariancePercent, options.Snap))
        .AddSingleton(new FormatChoice(options.Formats))
        .AddSingleton(new AllVariants(options.AllowedDimensions, options.DefaultDimension, options.Formats))
        .AddSingleton<Rewrite>();

    // Without a journal the service still serves: it is only less safe. Commands have none: nobody replays them, and one that was
    // killed half way shall go on where it was.
    private static CrashGuard OpenCrashGuard(IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILogger<CrashGuard>>();
        CrashJournal? journal = null;
        try
        {
            journal = CrashJournal.OpenFor(AppContext.BaseDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.NoCrashJournal(e);
        }

        return new CrashGuard(
            journal, services.GetRequiredService<ImageOptions>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ImageMetrics>(), logger);
    }
}
