namespace Kiket.Portal.Files;

/// <summary>Where the portal serves an upload to those who may read it.</summary>
public static class UploadAddress
{
    public const string Root = "/uploads";

    public static string Of(Guid id) => $"{Root}/{id:N}";

    /// <summary>The address of a picture that is not public yet, for whoever is shown it.</summary>
    public static string WithKey(string address, string? key) => key is null ? address : $"{address}?key={key}";

    /// <summary>A screenshot's 16:9 part.</summary>
    public static string CardOf(Guid id) => $"{Root}/{id:N}/card";
}
