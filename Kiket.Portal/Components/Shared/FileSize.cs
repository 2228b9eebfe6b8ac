using System.Globalization;

namespace Kiket.Portal.Components.Shared;

/// <summary>How large a file is, for people: "84 KiB", "1.2 MiB".</summary>
public static class FileSize
{
    private const double Kibi = 1024;

    public static string Of(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kibi:0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kibi / Kibi:0.0} MiB"),
    };
}
