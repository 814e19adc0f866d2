using System.Globalization;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Runs what follows under another culture: Turkish has another upper case of i, German another decimal point.</summary>
internal sealed class InCulture : IDisposable
{
    private readonly CultureInfo before = CultureInfo.CurrentCulture;

    public InCulture(string name) => CultureInfo.CurrentCulture = name.Length == 0 ? CultureInfo.InvariantCulture : new CultureInfo(name);

    public void Dispose() => CultureInfo.CurrentCulture = before;
}
