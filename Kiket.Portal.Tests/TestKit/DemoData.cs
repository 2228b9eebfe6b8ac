namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A data directory in which the demo has been brought up, made once per run and copied: bringing it up reads and
/// renders dozens of commits, which every journey would otherwise wait for.
/// </summary>
internal static class DemoData
{
    private static readonly Lazy<Task<string>> Template = new(BringUpAsync);

    /// <summary>Whether a portal with these settings starts with the demo that everybody gets.</summary>
    public static bool Fits(string environment, IEnumerable<(string Key, string Value)> settings) =>
        environment == "Development" && !settings.Any(setting => setting.Key.StartsWith("Demo:Enabled", StringComparison.Ordinal)
            || setting.Key.StartsWith("GitHub:", StringComparison.Ordinal) || setting.Key.StartsWith("Database:", StringComparison.Ordinal));

    public static async Task CopyToAsync(string directory)
    {
        var template = await Template.Value;
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(directory, Path.GetRelativePath(template, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static async Task<string> BringUpAsync()
    {
        var directory = Places.Temporary();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Places.Remove(directory);
        // A process of its own: it has let go of every file when it is gone.
        await using var portal = await PortalServerProcess.StartAsync(directory, "Development");
        await portal.StopAsync();
        return directory;
    }
}
