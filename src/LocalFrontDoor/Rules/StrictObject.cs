using System.Text.Json;

namespace LocalFrontDoor.Rules;

/// <summary>
/// A JSON object of which every property must be understood: what nobody asked for is a fault. A local Front Door that
/// passes over what it does not know would pretend that a laptop and Azure do the same.
/// </summary>
/// <param name="json">The object; anything else is a fault.</param>
/// <param name="where">How a fault's sentence begins, for example `Rule "A", action 1`.</param>
/// <param name="faults">Where the faults go.</param>
internal sealed class StrictObject(JsonElement json, string where, List<string> faults)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>A fault of this object.</summary>
    public void Fault(string what) => faults.Add($"{where}: {what}");

    public string Text(string name, string? whenMissing = null)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.String } value)
        {
            return Missing(name, "a string", whenMissing);
        }

        return value.GetString()!;
    }

    public int Number(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number))
        {
            return number;
        }

        return Missing(name, "a whole number", default(int?)) ?? 0;
    }

    public bool Flag(string name, bool whenMissing) => Find(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        null => whenMissing,
        _ => Missing(name, "true or false", default(bool?)) ?? whenMissing,
    };

    public IReadOnlyList<string> Texts(string name)
    {
        var items = Items(name);
        if (items.All(static item => item.ValueKind == JsonValueKind.String))
        {
            return [.. items.Select(static item => item.GetString()!)];
        }

        Fault($"\"{name}\" must hold strings only.");
        return [];
    }

    /// <summary>The elements of an array; empty when it is missing.</summary>
    public IReadOnlyList<JsonElement> Items(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray()];
        }

        Fault($"\"{name}\" must be an array.");
        return [];
    }

    /// <summary>A member, or null when it is missing.</summary>
    public JsonElement? Find(string name)
    {
        known.Add(name);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
    }

    /// <summary>One of the names of <typeparamref name="T"/>, spelled as ARM spells them.</summary>
    public T Choice<T>(string name, T? whenMissing = null)
        where T : struct, Enum => Choice(Text(name, whenMissing?.ToString()), name, whenMissing ?? default);

    /// <summary>As <see cref="Choice{T}(string, T?)"/> for every string of an array.</summary>
    public IReadOnlyList<T> Choices<T>(string name) where T : struct,
        Enum => [.. Texts(name).Select(text => Choice<T>(text, name, default))];

    /// <summary>To be called last: every property that was not asked for is a fault.</summary>
    public void NothingElse()
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Fault("must be an object.");
        }
        else
        {
            foreach (var property in json.EnumerateObject().Where(property => !known.Contains(property.Name)))
            {
                Fault($"the local Front Door does not know \"{property.Name}\" (it knows {Quoted(known)}).");
            }
        }
    }

    /// <summary>"a", "b", "c"</summary>
    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(static name => $"\"{name}\""));

    private T Choice<T>(string text, string name, T otherwise) where T : struct, Enum
    {
        if (Enum.GetNames<T>().Contains(text, StringComparer.Ordinal))
        {
            return Enum.Parse<T>(text);
        }

        if (text.Length > 0)
        {
            Fault($"the local Front Door does not know \"{text}\" as \"{name}\" (it knows {Quoted(Enum.GetNames<T>())}).");
        }

        return otherwise;
    }

    private string Missing(string name, string kind, string? whenMissing)
    {
        if (whenMissing is null || Find(name) is not null)
        {
            Fault($"\"{name}\" must be {kind}.");
        }

        return whenMissing ?? "";
    }

    private T? Missing<T>(string name, string kind, T? nothing) where T : struct
    {
        Fault($"\"{name}\" must be {kind}.");
        return nothing;
    }
}
