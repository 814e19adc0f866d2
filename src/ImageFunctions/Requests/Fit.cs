namespace ImageFunctions.Requests;

/// <summary>How a picture meets its box; the words are those of CSS <c>object-fit</c> and of sharp.</summary>
internal enum Fit
{
    /// <summary>Fills the box; what sticks out is cropped.</summary>
    Cover,

    /// <summary>Lies whole within the box, which is filled up around it: transparent, or with the background.</summary>
    Contain,

    /// <summary>Lies whole within the box and is no larger than that: one side may be shorter.</summary>
    Inside,
}
