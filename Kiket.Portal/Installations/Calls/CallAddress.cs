using System.Globalization;
using System.Text.RegularExpressions;

namespace Kiket.Portal.Installations.Calls;

/// <summary>
/// Where an event is posted. SDK servers listen below <c>/v/{version}/webhooks/</c>, so a callback without a path, or with
/// the usual <c>/webhooks</c>, means that; any other path is a handler of the publisher's own and is called as it stands.
/// </summary>
public static partial class CallAddress
{
    private const string Webhooks = "/webhooks";

    /// <summary>
    /// The addresses to try in order: the next one only when the one before answers 404, because real handlers register
    /// themselves as <c>v1</c> or as <c>1.0</c>.
    /// </summary>
    public static IReadOnlyList<Uri> Of(Uri callback, string apiVersion, string name)
    {
        var path = callback.AbsolutePath.TrimEnd('/');
        if (path.Length > 0 && !path.EndsWith(Webhooks, StringComparison.Ordinal))
        {
            return [callback];
        }

        var start = callback.GetLeftPart(UriPartial.Authority) + (path.Length > 0 ? path[..^Webhooks.Length] : "");
        return
        [
            .. new[] { apiVersion, OtherSpelling(apiVersion) }
                .OfType<string>()
                .Select(version => new Uri($"{start}/v/{Uri.EscapeDataString(version)}{Webhooks}/{Uri.EscapeDataString(name)}{callback.Query}")),
        ];
    }

    private static string? OtherSpelling(string version) =>
        Short().Match(version) is { Success: true } word ? $"{word.Groups["number"].Value}.0"
        : Long().Match(version) is { Success: true } number ? string.Create(CultureInfo.InvariantCulture, $"v{number.Groups["number"].Value}")
        : null;

    [GeneratedRegex(@"\Av(?<number>\d+)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"\A(?<number>\d+)\.0\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Long();
}
