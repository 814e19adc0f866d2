namespace LocalFrontDoor;

/// <summary>Something that the user can put right keeps the program from starting.</summary>
/// <param name="message">A sentence for him.</param>
internal sealed class StartFault(string message) : Exception(message);
