using System.Diagnostics.Metrics;
using Azure.Storage.Blobs;
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
/// <remarks>Every part is made by code. By reflection over its constructor, and with a logger of an open generic type, each would take a
/// start longer (docs/decisions/2026-11-29-start.md).</remarks>
internal static class ServiceRegistration
{
    /// <summary>Adds everything from the settings to the endpoints.</summary>
    public static IServiceCollection AddImageFunctions(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(options.Images)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(static parts => new ImageMetrics(parts.Get<IMeterFactory>()))
        .AddRequests(options.Images)
        .AddStorage(options)
        .AddImaging()
        .AddLifecycle()
        .AddFreshness(options)
        .AddAnswers();

    private static IServiceCollection AddRequests(this IServiceCollection services, ImageOptions options) => services
        .AddSingleton(new DimensionSnap(options.AllowedDimensions, options.DefaultDimension, options.VariancePercent, options.Snap))
        .AddSingleton(new FormatChoice(options.Formats))
        .AddSingleton(new AllVariants(options.AllowedDimensions, options.DefaultDimension, options.Formats))
        .AddSingleton(static parts => new Rewrite(parts.Get<DimensionSnap>(), parts.Get<FormatChoice>()));

    private static IServiceCollection AddStorage(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(_ => StorageConnection.Connect(options.Storage))
        .AddSingleton(static parts => new BlobStore(parts.Get<BlobServiceClient>()))
        .AddSingleton(_ => new WorkQueue(options.Queue));

    private static IServiceCollection AddImaging(this IServiceCollection services) => services
        .AddSingleton<IImageEngine>(
            static parts => new ImageEngine(parts.Get<ImageOptions>(), parts.LoggerFor<ImageEngine>())) // -p:ImageEngine, engine.props
        .AddSingleton(static parts => new IdleTrim(
            FeatureSwitches.NativeMemory ? GiveMemoryBack : static () => { }, parts.Get<TimeProvider>()))
        .AddSingleton(static parts => new ConversionThreads(
            parts.Get<ImageOptions>(), parts.Get<IImageEngine>(), parts.Get<IdleTrim>()))
        .AddSingleton(static parts => new ConversionAdmission(parts.Get<ImageOptions>()));

    private static IServiceCollection AddLifecycle(this IServiceCollection services) => services
        .AddSingleton(static parts => new Recipe(parts.Get<ImageOptions>(), parts.Get<IImageEngine>()))
        .AddSingleton(OpenCrashGuard)
        .AddSingleton(static parts => new BrokenSources(parts.Get<ImageOptions>(), parts.Get<TimeProvider>()))
        .AddSingleton(static parts => new OriginalInfo(parts.Get<AllVariants>(), parts.Get<ImageOptions>()))
        .AddSingleton(static parts => new SourceConverter(
            parts.Get<BlobStore>(),
            parts.Get<IImageEngine>(),
            parts.Get<ConversionThreads>(),
            parts.Get<CrashGuard>(),
            parts.Get<BrokenSources>(),
            parts.Get<OriginalInfo>(),
            parts.Get<ImageOptions>(),
            parts.Get<TimeProvider>()))
        .AddSingleton(static parts => new WatermarkSource(
            parts.Get<BlobStore>(),
            parts.Get<IImageEngine>(),
            parts.Get<ConversionThreads>(),
            parts.Get<ImageOptions>(),
            parts.Get<TimeProvider>(),
            parts.LoggerFor<WatermarkSource>()))
        .AddSingleton(static parts => new VariantLookup(
            parts.Get<BlobStore>(),
            parts.Get<WatermarkSource>(),
            parts.Get<ImageOptions>(),
            parts.Get<Recipe>(),
            parts.Get<TimeProvider>()))
        .AddSingleton(static parts => new VariantWriter(
            parts.Get<BlobStore>(), parts.Get<ImageMetrics>(), parts.LoggerFor<VariantWriter>()))
        .AddSingleton(static parts => new SharedConversion(
            parts.Get<BlobStore>(),
            parts.Get<SourceConverter>(),
            parts.Get<ConversionAdmission>(),
            parts.Get<VariantWriter>(),
            parts.Get<ImageMetrics>(),
            parts.Get<ImageOptions>(),
            parts.Get<TimeProvider>()))
        .AddSingleton(static parts => new VariantMaker(
            parts.Get<SharedConversion>(),
            parts.Get<SourceConverter>(),
            parts.Get<ConversionAdmission>(),
            parts.Get<VariantWriter>(),
            parts.Get<ImageOptions>(),
            parts.Get<TimeProvider>()));

    private static IServiceCollection AddFreshness(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(parts => new EdgePurge(
            options.Purge is { } purge ? new FrontDoorClient(purge, StorageConnection.Credential(options.Storage.ClientId)) : null,
            parts.Get<ImageMetrics>(),
            parts.Get<TimeProvider>(),
            parts.LoggerFor<EdgePurge>()))
        .AddSingleton(static parts => new VariantInventory(
            parts.Get<BlobStore>(), parts.Get<AllVariants>(), parts.Get<WatermarkSource>(), parts.Get<Recipe>()))
        .AddSingleton(static parts => new Pregeneration(
            parts.Get<VariantInventory>(), parts.Get<VariantMaker>(), parts.Get<ImageMetrics>(), parts.LoggerFor<Pregeneration>()))
        .AddSingleton(static parts => new OriginalChange(
            parts.Get<BlobStore>(),
            parts.Get<VariantInventory>(),
            parts.Get<AllVariants>(),
            parts.Get<EdgePurge>(),
            parts.Get<WorkQueue>(),
            parts.Get<ImageOptions>(),
            parts.Get<ImageMetrics>(),
            parts.LoggerFor<OriginalChange>()))
        .AddSingleton(static parts => new OriginalChangedEndpoint(
            parts.Get<OriginalChange>(), parts.Get<ImageOptions>(), parts.Get<TimeProvider>(), parts.LoggerFor<OriginalChangedEndpoint>()))
        .AddSingleton(static parts => new MakeVariantsEndpoint(
            parts.Get<Pregeneration>(), parts.Get<ImageOptions>(), parts.Get<ImageMetrics>(), parts.LoggerFor<MakeVariantsEndpoint>()));

    private static IServiceCollection AddAnswers(this IServiceCollection services) => services
        .AddSingleton(static parts => new RequestTelemetry(parts.Get<ImageMetrics>(), parts.Get<ConversionAdmission>()))
        .AddSingleton(static parts => new StaleAnswer(
            parts.Get<BlobStore>(), parts.Get<ImageOptions>(), parts.Get<ImageMetrics>(), parts.LoggerFor<StaleAnswer>()))
        .AddSingleton(static parts => new FallbackAnswer(
            parts.Get<ImageOptions>(),
            parts.Get<Rewrite>(),
            parts.Get<BlobStore>(),
            parts.Get<VariantLookup>(),
            parts.Get<VariantMaker>(),
            parts.LoggerFor<FallbackAnswer>()))
        .AddSingleton(static parts => new Health(
            parts.Get<BlobServiceClient>(), parts.Get<ImageOptions>(), parts.Get<TimeProvider>(), parts.LoggerFor<Health>()))
        .AddSingleton(static parts => new ImageEndpoint(
            parts.Get<ImageOptions>(),
            parts.Get<Rewrite>(),
            parts.Get<AllVariants>(),
            parts.Get<BlobStore>(),
            parts.Get<VariantLookup>(),
            parts.Get<VariantMaker>(),
            parts.Get<VariantWriter>(),
            parts.Get<StaleAnswer>(),
            parts.Get<FallbackAnswer>(),
            parts.LoggerFor<ImageEndpoint>()));

    private static T Get<T>(this IServiceProvider parts)
        where T : notnull => parts.GetRequiredService<T>();

    private static ILogger<T> LoggerFor<T>(this IServiceProvider parts) => parts.Get<ILoggerFactory>().CreateLogger<T>();

    // The managed heap is small, and so collected within milliseconds; left alone it keeps several times of what is in use.
    private static void GiveMemoryBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    // Without a journal the service still serves: it is only less safe. Commands have none: nobody replays them, and one that was
    // killed half way shall go on where it was.
    private static CrashGuard OpenCrashGuard(IServiceProvider parts)
    {
        var logger = parts.LoggerFor<CrashGuard>();
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
            journal, parts.Get<ImageOptions>(), parts.Get<TimeProvider>(), parts.Get<ImageMetrics>(), logger);
    }
}
