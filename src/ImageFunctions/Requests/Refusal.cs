using System.Diagnostics.CodeAnalysis;

namespace ImageFunctions.Requests;

/// <summary>
/// Why a request gets no picture: the status and the words that its viewer sees. The list is closed: what is not here is a bug (500) or
/// a broken dependency (503). The words never hold names of accounts, files or libraries.
/// </summary>
/// <param name="Status">HTTP status code (RFC 9110 section 15).</param>
/// <param name="Title">What is wrong, for a person; the <c>title</c> of RFC 9457.</param>
/// <param name="Detail">What would be right, where that can be said.</param>
/// <param name="RetryAfter">When to ask again, for what passes by itself.</param>
internal sealed record Refusal(int Status, string Title, string? Detail = null, TimeSpan? RetryAfter = null)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static readonly Refusal PathTooLong = new(400, "The path is too long.", $"At most {ImagePath.MaxLength} characters are served.");
    public static readonly Refusal PathMalformed =
        new(400, "The path is malformed.", "Dot segments, backslashes and control characters are not served.");
    public static readonly Refusal NoExtension =
        new(400, "The name has no extension.", "A picture needs one to be resized, as in /images/cat.jpg?d=100x100.");
    public static readonly Refusal NotEventGrid = new(
        401, "Only Event Grid may send events.", "Its token is missing, or not valid here.");
    public static readonly Refusal NotThroughFrontDoor = new(403, "This address is not served directly.", "Use its Front Door's address.");
    public static readonly Refusal NotFound = new(404, "There is no such picture.");
    public static readonly Refusal OtherSpelling = new(
        404, "There is no such picture.", "Every picture has one address: without empty segments, a slash at its end, or encoded slashes.");
    public static readonly Refusal VariantAsSource =
        new(404, "There is no such picture.", "This path is a variant. Ask for its original with ?d=.");
    public static readonly Refusal MethodNotAllowed = new(405, "The method is not allowed.", "Pictures are read with GET or HEAD.");
    public static readonly Refusal PreconditionFailed =
        new(412, "The picture is not the version that was asked for.",
            "Ask without If-Match and If-Unmodified-Since to get the current one.");
    public static readonly Refusal NotAnImage =
        new(415, "This is not an image that can be resized.", "JPEG, PNG, WebP, GIF, AVIF, TIFF, BMP and ICO can.");
    public static readonly Refusal HevcNotSupported = new(
        415,
        "This is a HEIC image (HEVC), which cannot be read.",
        "Save it as JPEG, PNG, WebP or AVIF, or build the service with -p:Heic=true.");
    public static readonly Refusal FormatNotWritten =
        new(415, "Pictures in this format cannot be made.", "JPEG, PNG, WebP and GIF can.");
    public static readonly Refusal RangeNotSatisfiable = new(416, "The range lies outside the picture.");
    public static readonly Refusal Broken = new(422, "The image is broken.", "Its header or its pixels cannot be read to the end.");
    public static readonly Refusal SetAside =
        new(422, "The image is set aside.",
            "An earlier attempt to read it failed. It is tried again later, or at once when it is replaced.");
    public static readonly Refusal NeedsTooMuchMemory =
        new(422, "The image needs too much memory.", "It needs more than all pictures together may use (Images__MemoryBudgetBytes).");
    public static readonly Refusal Busy = new(503, "Too many pictures are being made.", "Ask again soon.", Soon);
    public static readonly Refusal WatermarkUnavailable =
        new(503, "The watermark cannot be read.", "No picture is served without it. Ask again soon.", Soon);
    public static readonly Refusal StorageUnavailable = new(503, "The storage does not answer.", "Ask again soon.", Soon);
    public static readonly Refusal KeysUnavailable = new(503, "Tokens cannot be checked now.", "Send the event again soon.", Soon);
    public static readonly Refusal Stopping = new(503, "This instance is shutting down.", "Ask again soon.", Soon);
    public static readonly Refusal TookTooLong = new(
        504, "Making the picture took too long.", "It is tried again later, or at once when the original is replaced.", Soon);
    public static readonly Refusal Failed = new(500, "Something went wrong.");

    public static Refusal CodingNotRead(string what) =>
        new(415, "The image is stored in a way that cannot be read.", $"{what} is not supported. Save it as JPEG, PNG or WebP.");

    public static Refusal NotOffered(IEnumerable<string> dimensions, IEnumerable<string> formats) => new(
        404,
        "There is no such picture.",
        $"A variant's own path names one of the dimensions {string.Join(", ", dimensions)} "
        + $"and one of the formats {string.Join(", ", formats)}.");

    public static Refusal TooManyBytes(long limit) =>
        new(413, "The original is too large.", $"At most {limit} bytes are read (Images__MaxSourceBytes).");

    public static Refusal TooManyPixels(long limit) =>
        new(422, "The image has too many pixels.", $"At most {limit} are decoded, all frames together (Images__MaxSourcePixels).");

    public static Refusal TooManyFrames(int limit) =>
        new(422, "The image has too many frames.", $"At most {limit} are decoded (Images__MaxSourceFrames).");
}

/// <summary>What was asked for, or the <see cref="Requests.Refusal"/> that says why not: expected failures are values.</summary>
internal readonly struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>Null exactly when <see cref="Refusal"/> is not.</summary>
    public T? Value { get; }

    /// <summary>Null exactly when <see cref="Value"/> is not.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Takes it apart: true with a value, false with a refusal.</summary>
    public bool Try([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (Value, Refusal);
        return refusal is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
