using System.Diagnostics.CodeAnalysis;

namespace ImageFunctions.Requests;

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
