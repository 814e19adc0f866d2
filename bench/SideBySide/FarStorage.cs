using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Bench.SideBySide;

/// <summary>
/// Storage as it is in a data centre, not on this machine: what it sends arrives later by a set delay, and each connection gives so much
/// and no more. It stands before the real one, and is the same for all contenders.
/// </summary>
internal sealed partial class FarStorage : IAsyncDisposable
{
    /// <summary>From a question to the first byte of its answer.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);

    /// <summary>Of one connection.</summary>
    public const double BytesPerSecond = 60e6;

    private const int BlockSize = 32 << 10;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly IPEndPoint storage;
    private readonly Task accepting;

    /// <summary>Listens at a free port.</summary>
    /// <param name="storage">The port of the real one, on this machine.</param>
    public FarStorage(int storage)
    {
        this.storage = new IPEndPoint(IPAddress.Loopback, storage);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting;
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptSocketAsync(ending.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        (near.NoDelay, far.NoDelay) = (true, true);
        try
        {
            await Task.Delay(Delay, ending.Token); // a connection is made in one round trip
            await far.ConnectAsync(storage, ending.Token);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            await Task.WhenAny(AskAsync(near, far, over.Token), AnswerAsync(far, near, over.Token));
            await over.CancelAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Either end has gone.
        }
    }

    // Questions are small: all of the delay is on the way back.
    private static async Task AskAsync(Socket from, Socket to, CancellationToken over)
    {
        var block = new byte[BlockSize];
        while (await from.ReceiveAsync(block, over) is > 0 and var length)
        {
            await SendAllAsync(to, block.AsMemory(0, length), over);
        }
    }

    private static async Task AnswerAsync(Socket from, Socket to, CancellationToken over)
    {
        var underWay = new BlockingCollection<(long Due, byte[] Block, int Length)>();
        var sending = Task.Factory.StartNew(
            () => SendWhenDue(underWay, to, over), over, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var due = 0L;
        while (true)
        {
            var block = new byte[BlockSize];
            var length = await from.ReceiveAsync(block, over);
            if (length == 0)
            {
                break;
            }

            due = Math.Max(due, Stopwatch.GetTimestamp() + Ticks(Delay.TotalSeconds)) + Ticks(length / BytesPerSecond);
            underWay.Add((due, block, length), over);
        }

        underWay.CompleteAdding();
        await sending;
    }

    // On a thread of its own: .NET's timers go by a clock that moves in steps of 4 ms on most kernels, about as long as the delay.
    private static void SendWhenDue(BlockingCollection<(long Due, byte[] Block, int Length)> blocks, Socket to, CancellationToken over)
    {
        foreach (var (due, block, length) in blocks.GetConsumingEnumerable(over))
        {
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var wait && wait > TimeSpan.Zero)
            {
                _ = usleep((uint)wait.TotalMicroseconds);
            }

            for (var sent = 0; sent < length; sent += to.Send(block, sent, length - sent, SocketFlags.None))
            {
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int usleep(uint microseconds);

    private static async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken over)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, over)..];
        }
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
