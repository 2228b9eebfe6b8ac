namespace Kiket.Portal.Files;

/// <summary>The address that serves an upload to people who may read it.</summary>
public static class UploadAddress
{
    public const string Root = "/uploads";

    public static string Of(Guid id) => $"{Root}/{id:N}";

    /// <summary>The address of a picture that isn't public yet, with its key.</summary>
    public static string WithKey(string address, string? key) => key is null ? address : $"{address}?key={key}";

    /// <summary>The address of a screenshot's 16:9 part.</summary>
    public static string CardOf(Guid id) => $"{Root}/{id:N}/card";
}
