using LocalFrontDoor.Page;

namespace LocalFrontDoor;

internal static class Samples
{
    public static Task UploadAsync(Originals originals, CancellationToken cancellation) => Task.CompletedTask;
}
