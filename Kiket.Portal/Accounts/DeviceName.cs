namespace Kiket.Portal.Accounts;

/// <summary>
/// A device's name for people, from its browser's user agent: "Chrome on Windows". It helps people recognize their own
/// devices in a list. Anyone can send another text, so nothing depends on it.
/// </summary>
public static class DeviceName
{
    /// <summary>Longer ones are cut before they are read.</summary>
    private const int MaxLength = 1_000;

    /// <summary>Most browsers also name the ones they are based on, so the most specific name comes first.</summary>
    private static readonly (string Word, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
        ("YaBrowser/", "Yandex Browser"), ("DuckDuckGo/", "DuckDuckGo"), ("Ddg/", "DuckDuckGo"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"),
        ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    /// <summary>Android also says "Linux", and an iPhone "like Mac OS X".</summary>
    private static readonly (string Word, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"),
        ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    /// <param name="userAgent">The request's <c>User-Agent</c>.</param>
    /// <returns>Such as "Firefox on Linux"; "An unknown browser" when nothing is recognized.</returns>
    public static string Of(string? userAgent)
    {
        var text = userAgent is { Length: > MaxLength } ? userAgent[..MaxLength] : userAgent ?? "";
        return (Find(Browsers, text), Find(Systems, text)) switch
        {
            (null, null) => "An unknown browser",
            ({ } browser, null) => browser,
            (var browser, { } system) => $"{browser ?? "A browser"} on {system}",
        };
    }

    private static string? Find((string Word, string Name)[] known, string text) =>
        Array.Find(known, entry => text.Contains(entry.Word, StringComparison.Ordinal)).Name;
}
