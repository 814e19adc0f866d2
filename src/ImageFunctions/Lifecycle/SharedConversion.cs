using System.Diagnostics;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Makes variants of one original that are wanted at the same time after one read and one decode: who comes while the first waits for a
/// place, or while the original is being read, joins. Each has its picture as soon as it is made, and the first one's is made first.
/// </summary>
internal sealed class SharedConversion(
    BlobStore store,
    SourceConverter converter,
    ConversionAdmission admission,
    VariantWriter writer,
    ImageMetrics metrics,
    ImageOptions options,
    TimeProvider time)
{
    // After it another process may have made the picture: looking costs one call to storage, and decoding much more.
    private static readonly TimeSpan LongWait = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Batch> open = new(StringComparer.Ordinal);

    /// <summary>Waits for a place, reads the original, converts it, and begins to store what came out.</summary>
    /// <param name="missing">Which variant.</param>
    /// <param name="cancellation">Ends this wait; the work ends only when nobody else waits for any of it.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<Outcome<MadeVariant>> MakeAsync(MissingVariant missing, CancellationToken cancellation)
    {
        // Of one format: why another cannot be made, and how long it takes, is no concern of this one.
        var key = $"{missing.Variant.Original}\n{missing.SourceEtag}\n{missing.Variant.Format}";
        var member = new Member(missing);
        Batch? batch;
        bool first;
        lock (gate)
        {
            first = !open.TryGetValue(key, out batch);
            if (first)
            {
                open.Add(key, batch = new Batch(key));
            }

            batch!.Members.Add(member);
        }

        if (first)
        {
            _ = RunAsync(batch, missing);
        }

        await using var leaving = cancellation.UnsafeRegister(_ => Leave(batch, member, cancellation), null);
        return await member.Result.Task;
    }

    private async Task RunAsync(Batch batch, MissingVariant first)
    {
        try
        {
            await MakeAsync(batch, first, batch.Abandoned.Token);
        }
        catch (OperationCanceledException e)
        {
            Close(batch).ForEach(member => member.Result.TrySetCanceled(e.CancellationToken));
        }
        catch (Exception e)
        {
            // Not swallowed: it comes out at every member.
            Close(batch).ForEach(member => member.Result.TrySetException(e));
        }
    }

    private async Task MakeAsync(Batch batch, MissingVariant first, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var ticket = await admission.EnterAsync(cancellation);
        if (ticket is null)
        {
            Refuse(batch, Refusal.Busy);
            return;
        }

        batch.HasPlace = true;
        var waitedLong = Stopwatch.GetElapsedTime(start) > LongWait;
        if (waitedLong && await AreFoundAsync(batch, ticket, cancellation))
        {
            return;
        }

        var (variant, known) = (first.Variant, waitedLong ? null : first.Source);
        var read = await converter.ReadAsync(variant.Original, known, variant.Format, ticket, cancellation);
        if (!read.Try(out var source, out var refusal))
        {
            Refuse(batch, refusal);
            return;
        }

        var members = Close(batch);
        if (members.Count == 0)
        {
            source.Dispose();
            ticket.Dispose();
            return;
        }

        using var activity = ImageActivities.BeginConvert(variant, source.Content.Length);
        await ConvertAsync(members, source, ticket, cancellation);
    }

    private async Task ConvertAsync(List<Member> members, Source source, AdmissionTicket ticket, CancellationToken cancellation)
    {
        var (etag, bytes, cacheControl) = (source.Etag, source.Content.Length, options.CacheControlOfVariant(source.CacheControl));
        members.ForEach(static member => member.Read = Stopwatch.GetElapsedTime(member.Since));
        Target[] targets =
        [
            .. from member in members
               let variant = member.Missing.Variant
               select new Target(variant.Dimension, variant.Format, source.Focal, member.Missing.Watermark),
        ];
        var made = await converter.ConvertAsync(source, targets, ticket, behind: false, cancellation, HandOver);
        for (var i = 0; i < made.Count; i++)
        {
            if (made[i].Try(out var picture, out var refusal))
            {
                Deliver(i, picture);
            }
            else
            {
                members[i].Result.TrySetResult(refusal);
            }
        }

        // Not on the thread that makes the next one.
        void HandOver(int i, EncodedPicture picture) => _ = Task.Run(() => Deliver(i, picture), CancellationToken.None);

        void Deliver(int i, EncodedPicture picture)
        {
            if (members[i].TakeFinish())
            {
                members[i].Result.TrySetResult(Finish(members[i], (etag, cacheControl), picture, bytes, wasRead: i == 0));
            }
        }
    }

    private MadeVariant Finish(Member member, (string Etag, string CacheControl) source, EncodedPicture picture, long bytes, bool wasRead)
    {
        var missing = member.Missing;
        metrics.Made(missing.Variant, picture.Decode, picture.Encode, (picture.Bytes.Length, bytes), wasRead);
        ImageActivities.Converted(picture.Decode, picture.Encode);
        var md5 = BlobStore.ContentHash(picture.Bytes);
        var stored = writer.WriteAsync(missing, source.Etag, picture.Bytes, source.CacheControl);
        var timing = new MakeTiming(member.Read, picture.Decode, picture.Encode);
        return new MadeVariant(picture.Bytes, md5, time.GetUtcNow(), timing, source.CacheControl, stored);
    }

    private async Task<bool> AreFoundAsync(Batch batch, AdmissionTicket ticket, CancellationToken cancellation)
    {
        var allFound = false;
        try
        {
            List<Member> members;
            lock (gate)
            {
                members = batch.Waiting;
            }

            await Task.WhenAll(members.Select(member => FindAsync(member, cancellation)));
            lock (gate)
            {
                allFound = batch.Waiting.Count == 0;
            }

            return allFound && Close(batch) is [];
        }
        catch
        {
            ticket.Dispose();
            throw;
        }
        finally
        {
            if (allFound)
            {
                ticket.Dispose();
            }
        }
    }

    private async Task FindAsync(Member member, CancellationToken cancellation)
    {
        var missing = member.Missing;
        await using var blob = await store.GetAsync(missing.Variant.Path, cancellation);
        if (blob?.Marker is { } marker
            && marker.Recipe == missing.Recipe
            && (missing.SourceEtag ?? marker.SourceEtag) == marker.SourceEtag)
        {
            var content = new byte[blob.Length];
            await blob.ReadAllAsync(content, cancellation);
            var timing = new MakeTiming(Stopwatch.GetElapsedTime(member.Since), TimeSpan.Zero, TimeSpan.Zero);
            var cacheControl = options.CacheControlOfVariant(blob.CacheControl);
            var md5 = blob.ContentMd5 ?? BlobStore.ContentHash(content);
            var stored = Task.FromResult(StoreOutcome.Stored);
            member.Result.TrySetResult(new MadeVariant(content, md5, blob.LastModified, timing, cacheControl, stored) { ByAnother = true });
        }
    }

    private void Refuse(Batch batch, Refusal refusal) => Close(batch).ForEach(member => member.Result.TrySetResult(refusal));

    // Nobody joins any more; gives those who still wait.
    private List<Member> Close(Batch batch)
    {
        lock (gate)
        {
            Clear(batch);
            return batch.Waiting;
        }
    }

    private void Leave(Batch batch, Member member, CancellationToken cancellation)
    {
        lock (gate)
        {
            member.HasLeft = true;
            if (batch.Waiting.Exists(static other => !other.HasLeft))
            {
                // The picture is not to blame for the time that passed before it had a place.
                _ = batch.HasPlace ? member.Result.TrySetCanceled(cancellation) : member.Result.TrySetResult(Refusal.Busy);
                return;
            }

            // Removed first: whoever comes now must not join work that is about to stop.
            Clear(batch);
        }

        batch.Abandoned.Cancel();
    }

    private void Clear(Batch batch)
    {
        if (open.GetValueOrDefault(batch.Key) == batch)
        {
            open.Remove(batch.Key);
        }
    }

    private sealed class Batch(string key)
    {
        public string Key => key;

        public List<Member> Members { get; } = [];

        // In the order of arrival.
        public List<Member> Waiting => Members.FindAll(static member => !member.Result.Task.IsCompleted);

        // Not disposed: it has no timer, and the last member may leave at any time.
        public CancellationTokenSource Abandoned { get; } = new();

        public volatile bool HasPlace;
    }

    private sealed class Member(MissingVariant missing)
    {
        private int finished;

        public MissingVariant Missing => missing;

        public TaskCompletionSource<Outcome<MadeVariant>> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Since { get; } = Stopwatch.GetTimestamp();

        public TimeSpan Read { get; set; }

        public bool HasLeft { get; set; }

        // True for the first who asks: a picture is counted and stored once.
        public bool TakeFinish() => Interlocked.Exchange(ref finished, 1) == 0;
    }
}
