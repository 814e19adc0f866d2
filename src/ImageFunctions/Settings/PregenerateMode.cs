namespace ImageFunctions.Settings;

/// <summary>Which variants are made as soon as an original is uploaded, before a viewer asks.</summary>
internal enum PregenerateMode
{
    /// <summary>None: each is made when it is first asked for.</summary>
    Off,

    /// <summary>Every allowed dimension in every format that a viewer can be given.</summary>
    All,
}
